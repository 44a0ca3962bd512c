"""Networks of several operators and cable maps as one."""

from sogdia.merging.joining import MergeParams, MergeResult, merge

__all__ = ["MergeParams", "MergeResult", "merge"]
