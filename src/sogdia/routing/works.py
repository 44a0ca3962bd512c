"""What is to be built besides the line itself: pairs, stations, branches, and how it is laid on land."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Works:
    """What is to be built.

    Attributes
    ----------
    fibre_pairs
        Pairs of the cable at sea that are fitted with terminals, 1 or more.
    land_pairs
        Pairs fitted with terminals on land, 1 or more.
    branching_units
        Branching units on the line, 0 or more.
    stations
        Share in [0, 1] of the landings that need a station of their own; the others use one that stands.
    spare_ducts
        Spare ducts on land, 0 or more.
    share_road
        Share in [0, 1] of the way on land beside an existing road or railway.
    share_joint
        Share in [0, 1] of the way on land that is built together with a new road or railway.
    share_aerial
        Share in [0, 1] of the way on land on poles.
    share_rock, share_desert, share_protected
        Shares in [0, 1] of the way on land.
    rivers
        Crossings of large rivers, None where they are not known: then by length.
    crossings
        Angles, degrees in (0, 90], at which existing cables are crossed.
    """

    fibre_pairs: int = 8
    land_pairs: int = 2
    branching_units: int = 0
    stations: float = 1.0
    spare_ducts: int = 0
    share_road: float = 0.0
    share_joint: float = 0.0
    share_aerial: float = 0.0
    share_rock: float = 0.0
    share_desert: float = 0.0
    share_protected: float = 0.0
    rivers: int | None = None
    crossings: Sequence[float] = ()

    def __post_init__(self) -> None:
        """Refuse what is out of range.

        Raises
        ------
        ParameterError
            A share outside [0, 1], a count under its least, or an angle outside [0, 90].
        """
        wrong = []
        for field in fields(self):
            value = getattr(self, field.name)
            if (field.name.startswith("share_") or field.name == "stations") and not 0.0 <= value <= 1.0:
                wrong.append(f"{field.name} is a share from 0 to 1, not {value}")
            least = 1 if field.name.endswith("_pairs") else 0
            if field.name in {"fibre_pairs", "land_pairs", "branching_units", "spare_ducts"} and not value >= least:
                wrong.append(f"{field.name} is {least} or more, not {value}")
        if self.rivers is not None and self.rivers < 0:
            wrong.append(f"rivers is 0 or more, not {self.rivers}")
        wrong += [f"an angle of a crossing is 0 to 90 degrees, not {a}" for a in self.crossings if not 0 <= a <= 90]
        if wrong:
            raise ParameterError("; ".join(wrong))
