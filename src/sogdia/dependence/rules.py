"""The counting rules of this room, in words that name no state and no firm (workshop)."""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, str]] = {
    "touch": "Touch is the share of a country's outgoing international demand (of that which has a way) on ways that "
    "touch an actor's spans; ways pass several actors, so touches may add to more than 1. Touch is reach if the actor "
    "acted, not evidence that it would: no map can show a back door.",
    "stake": "Stake is the part held of each way by kilometres, weighed by traffic; it adds to 1 with the actor "
    "`unknown` and is never above touch. Published shares count where given; what they leave is divided equally among "
    "the other named holders (assumed).",
    "control": "Control is the share of demand on ways with a span that the actor alone holds, or of which it holds "
    "more than half; it is never above touch, and may be under or over stake. Stake, control and touch are the low, "
    "middle and high reading of one claim. Places have touch only; a system's control is its touch.",
    "loss": "Loss is the share of demand served that is not served without the actor's spans, by maximum flow to the "
    "{hubs} countries of largest demand with base, low and high capacities. It is counted for touch of {loss_from:g} "
    "or more, at most {loss_top} actors of a dimension and those on the same spans. High touch with low loss is no "
    "dependence.",
    "loss skipped": "Loss is not counted here: more than {loss_countries} countries are asked for.",
    "home": "A holder counts under two homes where they differ: its own and that of its ultimate parent (by `parent` "
    "to the top). Touch counts both; stake and control count the ultimate parent's only. Owners and suppliers count "
    "as named, without the organisations that they own.",
    "places": "A transit country is one other than the two ends whose nodes a way passes; a landing or strait counts "
    "when a way passes it. An exit is the neighbour, or the landing (sea:) or ground station (satellite:), by which a "
    "way first leaves the country; exits' shares add to 1.",
    "measured": "Published cross-border figures by counterpart, or an organisation's share of international capacity, "
    "dated not more than {observed_within} calendar years from the year asked for, stand before the model (basis "
    "measured). Their loss is between 0 and the share: by the network where it has the actor, else the share.",
    "concentration": "The Herfindahl-Hirschman index is of shares that add to 1 without `unknown`: stakes, exits' "
    "shares, or normalised touch for straits, transit countries and landings.",
    "exits": "k_landings counts ways from the country's towns to the hubs that share no landing or border crossing of "
    "the country; k_straits counts ways found that share no strait either. The mark is {threshold} ways: no official "
    "rule exists; more than two upstream connections is the mark of the Internet Society.",
    "suppliers": "A supplier's share depends on the count: of systems or of their kilometres, joint builds split or "
    "given to each in full. No share is printed without its rule.",
    "lenses": "Physical, legal and supply lenses are kept apart. The data has no logical (routing) layer, and none is "
    "inferred from the others, unless observations give one.",
}
"""Rule by topic; `expose` prints all that apply."""
