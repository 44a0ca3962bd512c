"""What words in the cells of foreign tables mean: state of a span, where it runs, what stands at a node."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

WORDS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "setting": (
        ("submarine", (r"sub-?marin|sous-?marin|seekabel|unterwasser|maritim|"
         r"under-?sea|sub-?sea|sea ?cable|\bsea\b|\bwet\b|marine|\bwater\b")),
        ("satellite", r"satellite|\bgeo\b|\bleo\b|vsat"),
        ("terrestrial", (r"terrest|\bland\b|over-?land|\bdry\b|buried|below.?ground|under-?ground|above.?ground|aerial|"
         r"over-?head|duct|micro-?wave|backhaul|opgw|fibre|fiber|inland|\broad\b|\brail|"
         r"\baer|enterr|souterrain|subterr|erdkabel|freileitung")),
    ),
    "status": (
        ("cancelled", r"cancel|abandon|withdrawn|annule|abgesagt"),
        ("retired", (r"retir|decommission|out.of.service|disused|dead|inactiv|inativ|scrapped|hors.service|"
         r"ausser.betrieb|stillgelegt|fuera.de.servicio|desativad")),
        ("under_construction",
         r"constru|being.built|in.progress|building|deploying|im.bau|en.cours|en.obra|em.obra"),
        ("proposed", r"propos|plan|announc|future|design|tender|prevu|previst|futur|projet|proyect"),
        ("in_service", (r"in.?service|operational|\bactiv|\blive\b|existing|\bin.?use|complete|lit\b|\bup\b|rfs|open|"
         r"en.service|exploitation|in.betrieb|en.servicio|operativ|em.servico|em.operacao|existant|existente")),
    ),
    "kind": (
        ("branching_unit", r"branch"),
        ("border_crossing", r"border"),
        ("ground_station", r"ground.?station|earth.?station|teleport|gateway.?station"),
        ("data_centre", r"data.?cent|colo|facility"),
        ("exchange", r"exchange|\bix\b|\bixp\b"),
        ("landing", r"landing|\bcls\b|beach|atterr|aterri|amarr"),
        ("city", r"city|town|settlement|metro|\bville|stadt\b|ciudad|cidade"),
        ("junction", r"junction|joint|splice|manhole|way.?point|hut|repeater|amplifier|\bila\b|\bpop\b|site|node"),
    ),
}  # fmt: skip
"""For each column, each of its values and the pattern of the words that mean it; the first that fits is taken."""


def meaning(column: str, cell: str, allowed: tuple[str, ...]) -> str | None:
    """Give the value of `column` that a cell means; None where no word in it is known. Accents do not count.

    Examples
    --------
    >>> meaning("setting", "seacable", ("terrestrial", "submarine", "satellite"))
    'submarine'
    >>> meaning("status", "Planned for 2028", ("proposed", "in_service"))
    'proposed'
    """
    letters = unicodedata.normalize("NFKD", cell.strip().casefold())
    text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    joined = re.sub(r"[\s-]+", "_", text)
    if joined in allowed:
        return joined
    return next((value for value, words in WORDS.get(column, ()) if value in allowed and re.search(words, text)), None)
