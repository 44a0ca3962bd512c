"""What a study changes from the facts and studies as shipped, and who made the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sogdia.studies import shipped_studies, study

if TYPE_CHECKING:
    from sogdia.studies import Study


def changes_of(asked: Study) -> tuple[str, ...]:
    """Say what differs from what is shipped, each with who made it; empty where nothing does.

    Examples
    --------
    >>> from sogdia.assessment.sample import sample_study
    >>> changes_of(sample_study())
    ('the study file is not one of the shipped ones (made by whoever wrote it)',)
    """
    lines = [f"{words} (made by the user of this run)" for words in asked.changes]
    lines += [f"{words} (by the study file)" for words in asked.laid]
    if asked.definition.network.base != "world":
        lines.append(
            f"stands on the network {asked.definition.network.base!r}, not on the shipped world (made by its author)"
        )
    if asked.id not in shipped_studies():
        return (*lines, "the study file is not one of the shipped ones (made by whoever wrote it)")
    shipped = study(asked.id)
    ours, theirs = asked.definition.model_dump(), shipped.definition.model_dump()
    lines += [
        f"{where} is not as shipped (made by the user of this run)"
        for where in _differing(ours, theirs)
        if not (where == "case.without" and asked.changes)
    ]
    if asked.network.digest != shipped.network.digest:
        lines.append("the network's tables are not as shipped (made by the user of this run)")
    return tuple(lines)


def _differing(ours: dict[str, Any], theirs: dict[str, Any], under: str = "") -> list[str]:
    """List the keys of a study file that differ."""
    out = []
    for key, value in ours.items():
        other = theirs.get(key)
        if value == other:
            continue
        where = f"{under}{key}"
        out += _differing(value, other, f"{where}.") if isinstance(value, dict) and isinstance(other, dict) else [where]
    return out
