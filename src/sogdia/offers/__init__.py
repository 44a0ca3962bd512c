"""An offer on the table beside doing nothing, a rival's offer and a shared build."""

from sogdia.offers.appraisal import OfferResult, offer
from sogdia.offers.definition import Definition, read_definition
from sogdia.offers.opening import open_offer, shipped_offers

__all__ = ["Definition", "OfferResult", "offer", "open_offer", "read_definition", "shipped_offers"]
