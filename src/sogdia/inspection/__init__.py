"""Examination of what a user brings: every fault at once, and the safe mends."""

from sogdia.inspection.codes import CODES, codes_table
from sogdia.inspection.examination import CheckResult, check
from sogdia.inspection.mends import MendResult, mend

__all__ = ["CODES", "CheckResult", "MendResult", "check", "codes_table", "mend"]
