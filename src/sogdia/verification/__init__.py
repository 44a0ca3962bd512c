"""Plans checked from the inputs alone, by code that shares nothing with the optimiser."""

from sogdia.verification.designs import verify_design
from sogdia.verification.plans import VerifyResult, verify

__all__ = ["VerifyResult", "verify", "verify_design"]
