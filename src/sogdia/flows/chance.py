"""Random numbers in compiled code: the same from the same seed, whatever the order in which batches run.

Source
------
Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators, OOPSLA (SplitMix64).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    State = NDArray[np.uint64]


@compiled
def draw(state: State) -> np.uint64:
    """Give 64 random bits and move the state on."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.uint64(z ^ (z >> np.uint64(31)))


@compiled
def stream(seed: int, number: int) -> State:
    """Give the state of one stream of a seed."""
    state = np.array([np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(number)])
    mixed = draw(state)
    return np.array([mixed ^ (np.uint64(number) * np.uint64(0xD1342543DE82EF95))])


@compiled
def uniform(state: State) -> float:
    """Give a number in (0, 1]."""
    return (float(draw(state) >> np.uint64(11)) + 1.0) * (1.0 / 9007199254740992.0)


@compiled
def exponential(state: State, mean: float) -> float:
    """Give a waiting time of this mean."""
    return float(-mean * np.log(uniform(state)))


@compiled
def lognormal(state: State, mean: float, spread: float) -> float:
    """Give a positive number of this mean, its standard deviation `spread` times the mean.

    Source
    ------
    Box and Muller (1958) for the normal number.
    """
    if mean <= 0.0:
        return 0.0
    variance = np.log(1.0 + spread * spread)
    normal = np.sqrt(-2.0 * np.log(uniform(state))) * np.cos(2.0 * np.pi * uniform(state))
    return float(mean * np.exp(np.sqrt(variance) * normal - variance / 2.0))
