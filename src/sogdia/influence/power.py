"""How large an effect must be to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import stats

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

POWER: Final = 0.8


def detectable(
    se: ArrayLike, *, power: float = POWER, level: float = 0.95, freedom: ArrayLike = np.inf
) -> NDArray[np.float64]:
    """Give the smallest effect that a two-sided test finds with the given power.

    Parameters
    ----------
    se
        Standard errors, any shape.
    power
        In (0, 1).
    level
        One less the size of the test, in (0, 1).
    freedom
        Degrees of freedom of the errors (`Effects.freedom`), any shape that fits; infinite: the normal.

    Source
    ------
    Bloom (1995), Evaluation Review 19(5), page 548: (t_{1 - alpha/2} + t_{power}) · se, 2.80 se at 80 % and 5 %
    and many degrees of freedom.

    Examples
    --------
    >>> float(detectable(1.0).round(3))
    2.802

    Raises
    ------
    ParameterError
        A power or level that is no share between 0 and 1.
    """
    if not (0 < power < 1 and 0 < level < 1):
        raise ParameterError(f"power = {power:g}, level = {level:g}: both are shares between 0 and 1")
    many = np.asarray(freedom, dtype=float)
    return np.asarray((stats.t.ppf(0.5 + level / 2, many) + stats.t.ppf(power, many)) * np.asarray(se, dtype=float))
