"""What words in the cells of foreign tables mean: state of a span, where it runs, what stands at a node."""

from __future__ import annotations

import re
from typing import Final

WORDS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "setting": (
        ("submarine", r"sub-?marine|under-?sea|sub-?sea|sea ?cable|\bsea\b|\bwet\b|marine|\bwater\b"),
        ("satellite", r"satellite|\bgeo\b|\bleo\b|vsat"),
        ("terrestrial", (r"terrest|\bland\b|over-?land|\bdry\b|buried|below.?ground|under-?ground|above.?ground|aerial|"
         r"over-?head|duct|micro-?wave|backhaul|opgw|fibre|fiber|inland|\broad\b|\brail")),
    ),
    "status": (
        ("cancelled", r"cancel|abandon|withdrawn"),
        ("retired", r"retire|decommission|out of service|disused|dead|inactive|scrapped"),
        ("under_construction", r"construct|being built|in progress|building|deploying"),
        ("proposed", r"propos|plan|announc|future|design|tender"),
        ("in_service", r"in.?service|operational|active|\blive\b|existing|\bin.?use|complete|lit\b|\bup\b|rfs|open"),
    ),
    "kind": (
        ("branching_unit", r"branch"),
        ("border_crossing", r"border"),
        ("ground_station", r"ground.?station|earth.?station|teleport|gateway.?station"),
        ("data_centre", r"data.?cent|colo|facility"),
        ("exchange", r"exchange|\bix\b|\bixp\b"),
        ("landing", r"landing|\bcls\b|beach"),
        ("city", r"city|town|settlement|metro"),
        ("junction", r"junction|joint|splice|manhole|way.?point|hut|repeater|amplifier|\bila\b|\bpop\b|site|node"),
    ),
}  # fmt: skip
"""For each column, each of its values and the pattern of the words that mean it; the first that fits is taken."""


def meaning(column: str, cell: str, allowed: tuple[str, ...]) -> str | None:
    """Give the value of `column` that a cell means; None where no word in it is known.

    Examples
    --------
    >>> meaning("setting", "seacable", ("terrestrial", "submarine", "satellite"))
    'submarine'
    >>> meaning("status", "Planned for 2028", ("proposed", "in_service"))
    'proposed'
    """
    text = cell.strip().lower()
    joined = re.sub(r"[\s-]+", "_", text)
    if joined in allowed:
        return joined
    return next((value for value, words in WORDS.get(column, ()) if value in allowed and re.search(words, text)), None)
