"""Losses as a user writes them: --near LON,LAT,KM and --withdraw role=name."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sogdia.cli.points import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Losses:
    """What is lost, as `fail` takes it."""

    cut: tuple[str, ...] = ()
    near: tuple[tuple[float, float, float], ...] = ()
    strait: tuple[str, ...] = ()
    withdraw: dict[str, list[str]] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether anything is lost at all."""
        return bool(self.cut or self.near or self.strait or self.withdraw)

    def as_keywords(self) -> dict[str, Any]:
        """Give the keywords of `fail`."""
        return {"cut": self.cut, "near": self.near, "strait": self.strait, "withdraw": self.withdraw}


def losses(cut: Sequence[str], near: Sequence[str], strait: Sequence[str], withdraw: Sequence[str]) -> Losses:
    """Read what is lost.

    Raises
    ------
    ParameterError
        A circle that is not LON,LAT,KM, or a withdrawal that is not role=name.

    Examples
    --------
    >>> losses([], [" -74.0,40.7,50"], [], ["supplier=hmn-technologies"]).withdraw
    {'supplier': ['hmn-technologies']}
    """
    circles = []
    for spot in near:
        lon, lat, km = numbers(spot, 3, "LON,LAT,KM")
        circles.append((lon, lat, km))
    return Losses(tuple(cut), tuple(circles), tuple(strait), _withdrawals(withdraw))


def _withdrawals(given: Sequence[str]) -> dict[str, list[str]]:
    from sogdia.errors import ParameterError, pick
    from sogdia.flows import WITHDRAWALS

    out: dict[str, list[str]] = {}
    for text in given:
        role, equals, name = text.partition("=")
        if not equals or not name.strip():
            known = ", ".join(f"{known}=NAME" for known in WITHDRAWALS)
            raise ParameterError(f"{text!r} is no withdrawal; write one of {known}")
        out.setdefault(pick(role.strip(), WITHDRAWALS, "withdrawal"), []).append(name.strip())
    return out
