"""Many cases by many verbs, as one store of Parquet files: in this process, in several, or on a Dask cluster."""

from sogdia.sweeps.sweeping import SweepResult, sweep

__all__ = ["SweepResult", "sweep"]
