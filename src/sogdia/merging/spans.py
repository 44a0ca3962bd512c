"""Which spans of two inputs are one: the same ends, medium and system, or the same line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from sogdia.merging.scores import APART, JOIN, MAYBE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]


def span_pairs(
    spans: pd.DataFrame, owner: Integers, start: Integers, end: Integers, system: Integers
) -> pd.DataFrame:  # fmt: skip
    """Give every pair of spans of different inputs that have the same ends and medium, with a verdict.

    Parameters
    ----------
    spans
        Rows of all inputs; `setting` and `geometry` are read.
    owner, start, end, system
        Shape (n,): input, node groups at both ends, and system group (-1 for none) of each span.

    Notes
    -----
    Spans of two systems are never one: two operators' fibres may share a way. Without a system only the same line
    makes two spans one; two spans that merely have the same ends are a question.
    """
    line = np.array(
        ["" if shape is None else shapely.to_wkb(shape, hex=True) for shape in spans.geometry], dtype=object
    )
    key = pd.DataFrame(
        {"low": np.minimum(start, end), "high": np.maximum(start, end), "setting": spans.setting.to_numpy(dtype=object)}
    )
    rows = []
    for at in key.groupby(["low", "high", "setting"], sort=False).indices.values():
        if len(at) < 2 or (owner[at] == owner[at[0]]).all():
            continue
        counts = {(int(owner[i]), int(system[i])): 0 for i in at}
        for i in at:
            counts[int(owner[i]), int(system[i])] += 1
        for n, a in enumerate(at):
            for b in at[n + 1 :]:
                if owner[a] == owner[b]:
                    continue
                one = bool(line[a]) and line[a] == line[b]
                alone = counts[int(owner[a]), int(system[a])] == counts[int(owner[b]), int(system[b])] == 1
                rows.append((int(a), int(b), *_judge(int(system[a]), int(system[b]), one=one, alone=alone), one))
    table = pd.DataFrame(rows, columns=["a", "b", "verdict", "score", "reason", "identical"])
    types = {"a": np.int64, "b": np.int64, "score": float, "identical": bool}
    return table.astype(types).assign(may_chain=table.verdict != APART, whole=False)


def _judge(a: int, b: int, *, one: bool, alone: bool) -> tuple[str, float, str]:
    if a != b and min(a, b) >= 0:
        return APART, 0.0, "same ends, but of different systems"
    if one:
        return JOIN, 1.0, "same ends and the same line"
    if a == b and a >= 0:
        if alone:
            return JOIN, 0.9, "the only span of one system between these ends"
        return MAYBE, 0.8, "one of several spans of one system between these ends"
    return MAYBE, 0.5, "same ends, but nothing says whose fibre it is"
