"""What the evidence says of influence: effects, their power, and what cannot be told."""

from sogdia.verdicts.answers import VerdictResult, verdict
from sogdia.verdicts.ledger import ClaimsResult, claims

__all__ = ["ClaimsResult", "VerdictResult", "claims", "verdict"]
