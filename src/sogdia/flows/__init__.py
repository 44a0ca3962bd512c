"""Traffic over the network: how long it takes, how it loads spans, and what is left when some are lost."""

from sogdia.flows.capacity import CapacityParams, impute
from sogdia.flows.cuts import WITHDRAWALS, Loss, lost_spans
from sogdia.flows.demands import Demand, DemandParams, demand
from sogdia.flows.losses import SingleLossesResult, single_losses
from sogdia.flows.mass import MassParams
from sogdia.flows.outages import FailParams, FailResult, fail
from sogdia.flows.round_trip import LatencyParams, LatencyResult, explain, latency
from sogdia.flows.traffic import FlowParams, FlowResult, SplitParams, flow

__all__ = [
    "WITHDRAWALS",
    "CapacityParams",
    "Demand",
    "DemandParams",
    "FailParams",
    "FailResult",
    "FlowParams",
    "FlowResult",
    "LatencyParams",
    "LatencyResult",
    "Loss",
    "MassParams",
    "SingleLossesResult",
    "SplitParams",
    "demand",
    "explain",
    "fail",
    "flow",
    "impute",
    "latency",
    "lost_spans",
    "single_losses",
]
