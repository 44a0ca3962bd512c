"""What a data centre costs to build (workshop)."""

from __future__ import annotations

from typing import Final

from sogdia.errors import ParameterError

MUSD_PER_MW: Final = (7.0, 10.0, 15.0)
"""Cost to build a MW of IT load, US$ million: low, base, high.

Source: contractors' figures of 2026, US$ 7 to 15 million; 100 MW for about US$ 1,000 million.
"""


def data_centre_musd(it_mw: float) -> tuple[float, float, float]:
    """Give low, base and high cost to build a data centre, US$ million.

    Raises
    ------
    ParameterError
        Power under 0.

    Examples
    --------
    >>> data_centre_musd(2.0)
    (14.0, 20.0, 30.0)
    """
    if not it_mw >= 0:
        raise ParameterError(f"power is 0 MW or more, not {it_mw}")
    low, base, high = (each * it_mw for each in MUSD_PER_MW)
    return low, base, high
