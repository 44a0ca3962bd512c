"""Capacity: what the cables can carry across the border, what is lit, and what is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.assessment.figure import Figure
from sogdia.assessment.registry import indicator
from sogdia.results import BASES

if TYPE_CHECKING:
    from sogdia.assessment.setting import Setting, Side
    from sogdia.assessment.subjects import Subject

BOARDS = "results frameworks of World Bank and ADB; ITU i4214"


def corridor_systems(side: Side, subject: Subject) -> list[tuple[str, str]]:
    """List key and border span of the systems that belong to a corridor, or that join two of its countries."""
    landed: dict[str, set[str]] = {}
    for code in subject.countries:
        for key, _ in side.gates.get(code, []):
            landed.setdefault(key, set()).add(code)
    inside = {key for key, codes in landed.items() if len(codes) >= 2} | set(subject.systems)
    keys = side.spans.system.fillna(side.spans.index.to_series())
    chosen = (keys.isin(inside) | side.spans.project.isin(subject.projects)) & side.spans.index.isin(side.exits.span)
    return list(zip(keys[chosen].astype(str), side.spans.index[chosen].astype(str), strict=True))


def _in_use(side: Side, subject: Subject) -> Figure | None:
    """Give the international bandwidth in use: as observed, else by the fitted model."""
    row = side.use.get(subject.id)
    if row is None:
        return None
    basis = str(row["basis"])
    note = "" if basis == "measured" else "the model follows users and income; it does not respond to new cables"
    base, low, high = (float(row[f"demand{end}_gbps"]) for end in ("", "_low", "_high"))
    return Figure(base, low, high, basis, str(row["source"]), note)


def _once_each(spans: list[tuple[str, str]], side: Side, kind: str, what: str) -> Figure | None:
    """Add up the capacity of systems, each once, by its best span."""
    carried = side.carried[kind]
    best: dict[str, tuple[float, float, float, str]] = {}
    for key, span in spans:
        found = carried[span]
        if np.isfinite(found[0]) and (key not in best or found[0] > best[key][0]):
            best[key] = found
    if not best:
        return None
    total, low, high = np.array([row[:3] for row in best.values()], dtype=float).sum(axis=0)
    share = dict.fromkeys(BASES, 0.0)
    for amount, _, _, basis in best.values():
        share[basis] += amount / total if total > 0 else 1.0 / len(best)
    measured = share.pop("measured")
    most = "measured" if measured > 0.999 else max(share, key=lambda basis: share[basis])
    note = f"{len(best)} {what}, each counted once; {measured:.0%} of the figure is published {kind} capacity"
    note += "; whole systems, which all countries on them share"
    source = "published capacities; rules by year and fibre pairs for the rest"
    return Figure(float(total), float(low), float(high), most, source, note)


def _capacity(side: Side, subject: Subject, kind: str) -> Figure | None:
    if subject.scope == "corridor":
        return _once_each(corridor_systems(side, subject), side, kind, "systems that join its countries")
    return _once_each(side.gates.get(subject.id, []), side, kind, "systems that leave the country")


@indicator("capacity_design_gbps", "Design capacity across the border", "Gbps", "up", "both", BOARDS, ranked=True)
def design(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the design capacity of the systems that leave the country, or that join the corridor's countries.

    Examples
    --------
    Pakistan has an old cable of 1,000 Gbps and the new one of 96,000.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> design(s, s.case, s.subject("PAK")).base, design(s, s.baseline, s.subject("PAK")).base
    (97000.0, 1000.0)
    """
    del setting
    return _capacity(side, subject, "design")


@indicator("capacity_lit_gbps", "Lit capacity across the border", "Gbps", "up", "both", BOARDS, ranked=True)
def lit(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the lit capacity of the same systems: as published, else the usual share of the design capacity.

    Examples
    --------
    23 % of 97,000 Gbps, 6 to 60 %.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> f = lit(s, s.case, s.subject("PAK"))
    >>> round(f.low), round(f.base), round(f.high), f.basis
    (5820, 22310, 58200, 'modelled')
    """
    del setting
    return _capacity(side, subject, "lit")


@indicator(
    "capacity_to_hubs_gbps", "Capacity to the hubs (maximum flow)", "Gbps", "up", "country",
    "maximum flow (Dinic 1970); losses after ITU and ICPC practice", corridor="sum",
)  # fmt: skip
def to_hubs(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give what the spans together carry from the country to the towns of its ten largest partners: what a loss takes.

    Examples
    --------
    Pakistan's two cables: 350 and 33,600 Gbps lit.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> to_hubs(s, s.case, s.subject("PAK")).base, to_hubs(s, s.baseline, s.subject("PAK")).base
    (22310.0, 230.0)
    """
    del setting
    rows = side.lost.get(subject.id)
    if rows is None or rows.empty:
        return None
    source = "Sogdia's outage model; capacities as in the lit capacity"
    return Figure(float(rows.capacity_before_gbps.iloc[0]), basis="assumed", source=source)


@indicator(
    "bandwidth_gbps", "International internet bandwidth in use", "Gbps", "up", "country", "ITU i4214; World Bank",
    corridor="sum", ranked=True, compared=False,
)  # fmt: skip
def bandwidth(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the international bandwidth that the country uses: observed where it is, else by the fitted model.

    Examples
    --------
    The sample's demands are stated: Pakistan exchanges 30 Gbps with Djibouti and 10 with Kenya.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> bandwidth(s, s.case, s.subject("PAK")).base
    40.0
    """
    del setting
    return _in_use(side, subject)


@indicator(
    "bandwidth_kbps_per_person", "International internet bandwidth per person", "kbit/s per person", "up", "country",
    "ITU; Terabit for ESCAP 2014: 1 kbit/s or less is a serious obstacle", corridor="mean", ranked=True, compared=False,
)  # fmt: skip
def bandwidth_per_person(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the same for each person.

    Examples
    --------
    40 Gbps among 200 million people are 0.2 kbit/s each.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> round(bandwidth_per_person(s, s.case, s.subject("PAK")).base, 3)
    0.2
    """
    del setting
    total = _in_use(side, subject)
    people = side.people.get(subject.id)
    if total is None or people is None or not people > 0:
        return None
    per = 1e6 / people
    return Figure(total.base * per, total.low * per, total.high * per, total.basis, total.source, total.note)


@indicator("countries_joined", "Countries joined", "countries", "up", "both", "ESCAP corridor census", ranked=True)
def countries_joined(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Count the countries that the country's systems reach, or the corridor's that a system joins to another of them.

    Examples
    --------
    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> [countries_joined(s, side, s.subject("PAK")).base for side in (s.baseline, s.case)]
    [1.0, 2.0]
    >>> [countries_joined(s, side, s.subject("three-countries")).base for side in (s.baseline, s.case)]
    [2.0, 3.0]
    """
    del setting
    source = "the network's systems and where they land"
    if subject.scope == "country":
        far = side.joined.get(subject.id)
        return None if far is None else Figure(float(len(far)), basis="modelled", source=source)
    of = frozenset(subject.countries)
    count = sum(1 for code in of if side.joined.get(code, frozenset()) & of)
    return Figure(float(count), basis="modelled", source=source, note=f"of {len(of)} countries of the corridor")
