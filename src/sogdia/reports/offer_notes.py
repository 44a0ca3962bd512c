"""What must be known of the offers before any figure: what they are, and whose costs compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sogdia.offers.appraisal import drawn_km
from sogdia.offers.figures import DERIVED
from sogdia.offers.money import BEFORE_GRANTS
from sogdia.reports.offer_words import BRIEF, name_of, sentence, site_of

if TYPE_CHECKING:
    from sogdia.offers import OfferResult

COST, GRANT = "the cost to build", "the grants"


def about_words(result: OfferResult) -> str:
    """Tell the notes of the offers, how a build is shared, what is not on the map, and which rivals are not shown."""
    notes = [*result.definition.offer.notes]
    notes += [note for a in result.alternatives if a.proposal is not None for note in a.proposal.notes]
    notes += [f"The shared build, which nobody has offered, is {a.note}." for a in result.alternatives if a.note]
    notes.append(_drawn_words(result))
    others = [r.name for r in result.definition.rivals if r.name not in {a.name for a in result.alternatives}]
    if others:
        notes.append(f"Rivals not shown, behind by what could be counted: {', '.join(others)}.")
    return " ".join(dict.fromkeys(note for note in notes if note))


def _drawn_words(result: OfferResult) -> str:
    """Say what of a column is not on the map; empty where all is."""
    rows = result.table[(result.table.row == "reached") & (result.table.note != "")]
    told = {str(r.note): name_of(result, str(r.alternative)) for r in rows.itertuples() if r.alternative != "shared"}
    return " ".join(
        f"Of {who} {words}: more people may live near it, and more routes may be separate."
        for words, who in told.items()
    )


def cost_words(result: OfferResult) -> str:
    """Say whose cost is put together or stated by nobody, and whose is told after grants and whose before."""
    parts = [x for x in (_put_together(result), payer_words(result), grant_words(result)) if x]
    return " ".join([*parts[:1], *(sentence(x) for x in parts[1:])])


def _put_together(result: OfferResult) -> str:
    """Say who told a cost, or of what it and its grant are put together."""
    told = [
        (f"{what} of {name_of(result, a.key)}", a.proposal.sources.get(key, ""))
        for a in result.alternatives
        if a.key in {"offer", "rival"} and a.proposal is not None
        for what, key in ((COST, "capex_musd"), (GRANT, "grant_musd"))
    ]
    made = [(what, source.removeprefix(DERIVED).strip()) for what, source in told if source.startswith(DERIVED)]
    parts = [f"{what} is as told by {site_of(source)}" for what, source in told if COST in what and site_of(source)]
    parts += ["reckoned are " + "; ".join(f"{what} from {words}" for what, words in made)] if made else []
    return f"{'; '.join(parts)}." if parts else ""


def payer_words(result: OfferResult) -> str:
    """Say whose cost nobody stated: the price of the whole route stands in its place, whoever pays."""
    priced = {
        name_of(result, a.key): drawn_km(a.built)
        for a in result.alternatives
        if a.key in {"offer", "rival"}
        and a.proposal is not None
        and a.proposal.capex_musd is None
        and a.facts["capex"].known
        and a.built is not None
        and not a.imagined
    }
    if not priced:
        return ""
    alone = len(priced) == 1
    lengths = [f"{km:,.0f} km" + ("" if alone else f" by {who}") for who, km in priced.items() if km > 0]
    of = f"of building {' and '.join(lengths)} " if lengths else ""
    stated = any(a.proposal is not None and a.proposal.capex_musd is not None for a in result.alternatives)
    both = "" if alone else " Their difference does not say which is dearer."
    if alone and stated:
        both = (
            " This price, and what follows from it (cost to run, work, jobs, equipment), cannot be set against another "
            "column."
        )
    payers = [
        f" {sentence(BRIEF[a.key])} is reported to be paid by {a.proposal.paid_by}."
        for a in result.alternatives
        if a.proposal is not None and a.proposal.paid_by and name_of(result, a.key) in priced
    ]
    return (
        f"nobody stated the cost of {' and of '.join(priced)}. Sogdia's price {of}is counted, as a cost to "
        f"{result.country_name} whoever pays it; what falls on the state is not known.{both}{''.join(payers)}"
    )


def grant_words(result: OfferResult) -> str:
    """Say whose costs are told after grants and whose before, where the columns differ in it."""
    rows = result.table[(result.table.row == "whole_cost") & (result.table.alternative != "nothing")]
    told = rows[rows.basis != ""]
    before = told.text.str.endswith(BEFORE_GRANTS)
    if not len(told) or before.all() or not before.any():
        return ""
    who, others = (" and ".join(BRIEF[str(k)] for k in told.alternative[mask]) for mask in (~before, before))
    return (
        f"costs over the years are told after grants for {who}, {BEFORE_GRANTS} for {others}, as these are not known: "
        "they do not compare."
    )
