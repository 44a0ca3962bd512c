"""Traffic over the network: how long it takes, how it loads spans, and what is left when some are lost."""

from sogdia.flows.capacity import CapacityParams, impute
from sogdia.flows.cuts import WITHDRAWALS, Loss, lost_spans
from sogdia.flows.demands import Demand, DemandParams, demand
from sogdia.flows.detours import Detours
from sogdia.flows.losses import SingleLossesResult, single_losses
from sogdia.flows.mass import MassParams
from sogdia.flows.milliseconds import breakdown, explain
from sogdia.flows.outages import FailParams, FailResult, fail
from sogdia.flows.round_trip import LatencyParams, LatencyResult, latency
from sogdia.flows.scenarios import Outcome, by_corridor, fail_many
from sogdia.flows.simulation import AvailabilityParams, AvailabilityResult, availability
from sogdia.flows.traffic import FlowParams, FlowResult, SplitParams, flow

__all__ = [
    "WITHDRAWALS",
    "AvailabilityParams",
    "AvailabilityResult",
    "CapacityParams",
    "Demand",
    "DemandParams",
    "Detours",
    "FailParams",
    "FailResult",
    "FlowParams",
    "FlowResult",
    "LatencyParams",
    "LatencyResult",
    "Loss",
    "MassParams",
    "Outcome",
    "SingleLossesResult",
    "SplitParams",
    "availability",
    "breakdown",
    "by_corridor",
    "demand",
    "explain",
    "fail",
    "fail_many",
    "flow",
    "impute",
    "latency",
    "lost_spans",
    "single_losses",
]
