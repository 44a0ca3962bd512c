"""Files of TOML that a user writes: read, held against a strict model, and all their faults told at once."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from sogdia.errors import DataError, ParameterError, nearest_name

if TYPE_CHECKING:
    from pathlib import Path


LONGEST_LINE: Final = 50_000
"""A longer line is refused: a key of so many parts would be read for minutes."""


class Strict(BaseModel):
    """A table of keys, frozen; a key that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


LONGEST_FOUND: Final = 100
"""Characters of a bad value that are told."""
Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path, what: str = "file", mend: str = "") -> dict[str, Any]:
    """Read the keys of a TOML file.

    Parameters
    ----------
    what
        What the file is, for the message that it is not there.
    mend
        What to do where it is not there.

    Raises
    ------
    DataError
        It is not there, not UTF-8 or not TOML (with the line), or has a line of over `LONGEST_LINE` characters.
    """
    if not path.is_file():
        raise DataError("; ".join(x for x in (f"no {what} {path}", mend) if x))
    try:
        text = path.read_text(encoding="utf-8")
        long = next((i for i, line in enumerate(text.splitlines(), 1) if len(line) > LONGEST_LINE), None)
        if long is not None:
            raise DataError(f"{path} is not valid TOML: line {long} has over {LONGEST_LINE:,} characters; break it up")
        return tomllib.loads(text)
    except UnicodeDecodeError as fault:
        raise DataError(f"{path} is not UTF-8 text: byte {fault.start}; save it as UTF-8") from fault
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise DataError(f"{path} is not valid TOML: {fault}") from fault


def read_model(path: Path, model: type[Model], what: str = "file", mend: str = "") -> Model:
    """Read a TOML file as `model`; see `read_toml` for the words of a file that is not there.

    Raises
    ------
    DataError
        It is not there, not UTF-8 or not TOML (with the line).
    ParameterError
        Keys or values that the model refuses: all of them, a misspelt key with the nearest one that is known.
    """
    try:
        return model.model_validate(read_toml(path, what, mend))
    except ValidationError as fault:
        lines = "\n".join(f"  - {_told(error, model)}" for error in fault.errors())
        raise ParameterError(f"{path} has {fault.error_count()} fault(s)\n{lines}") from fault


def _told(error: Any, model: type[BaseModel]) -> str:  # noqa: ANN401  pydantic's own dictionary
    """Say one fault in plain words."""
    loc = [str(part) for part in error["loc"]]
    where = ".".join(part if not part.isdigit() else f"[{int(part) + 1}]" for part in loc).replace(".[", " [")
    if error["type"] == "extra_forbidden":
        known = _keys_at(loc[:-1], model)
        hint = nearest_name(loc[-1], known) or f"known keys: {', '.join(known)}"
        return f"{where}: unknown key; {hint}"
    if error["type"] == "missing":
        return f"{where}: is missing; add it"
    message = re.sub(r"^Value error, ", "", error["msg"])
    if error["type"] == "tuple_type":
        message = "should be a list, in square brackets"
    found = repr(error["input"])
    found = found if len(found) <= LONGEST_FOUND else f"{found[:LONGEST_FOUND]}..."
    return f"{where}: {message[0].lower() + message[1:]} (found {found})"


def _keys_at(loc: list[str], model: type[BaseModel]) -> list[str]:
    """Give the keys that the table at `loc` may have; a part that names no field is a row or a free key."""
    at = model
    for part in loc:
        if part in at.model_fields:
            at = _inner(at.model_fields[part].annotation) or at
    return [field.alias or name for name, field in at.model_fields.items()]


def _inner(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  any type expression
    """Give the first model within a type expression."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part))), None)
