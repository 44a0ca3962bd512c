"""Latency: how long a round trip takes from the country's main city to the study's hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sogdia.assessment.figure import Figure
from sogdia.assessment.registry import indicator

if TYPE_CHECKING:
    from sogdia.assessment.setting import Setting, Side
    from sogdia.assessment.subjects import Subject


@indicator(
    "latency_ms", "Round trip to", "ms", "down", "country", "ITU-T Y.1540; operators' latency tables",
    corridor="mean", ranked=True,
)  # fmt: skip
def latency_ms(setting: Setting, side: Side, subject: Subject) -> list[Figure]:
    """Give the round trip from the main city to each hub.

    Examples
    --------
    Mombasa-Djibouti over 1,800 km: light 17.63 ms there and back, the span at sea 1.01, handover 48.46
    (docs/explanation/peace-by-hand.md).

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> figure = latency_ms(s, s.case, s.subject("KEN"))[0]
    >>> figure.part, round(figure.base, 2)
    ('djibouti-dji', 67.1)
    >>> latency_ms(s, s.baseline, s.subject("KEN"))
    []
    """
    out = []
    for hub in setting.hubs.itertuples(index=False):
        key = (subject.id, str(hub.hub))
        if key not in side.latency.index:
            continue
        row = side.latency.loc[[key]].iloc[0]
        out.append(
            Figure(
                float(row.rtt_ms), float(row.low_ms), float(row.high_ms), "modelled", str(row.source),
                part=str(hub.hub), part_name=str(hub.name),
            )
        )  # fmt: skip
    return out
