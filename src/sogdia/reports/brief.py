"""`report`: one HTML file of a card, for a minister first and an analyst after."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from sogdia.errors import ParameterError
from sogdia.reports.page import page
from sogdia.reports.view import View
from sogdia.results import whole_file

if TYPE_CHECKING:
    from sogdia.assessment import Card


def report(card: Card, path: str | Path, *, author: str = "", date: str | None = None) -> Path:
    """Write the report of a card: one HTML file that needs nothing else, no network and no other file.

    Parameters
    ----------
    card
        What `assess` answered.
    path
        The file to write; it is written beside and then renamed, so that it is whole or not there.
    author
        Who made it, printed on the first page; empty says that it is not stated.
    date
        Day of the report, YYYY-MM-DD; None takes today (UTC).

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ParameterError
        `path` is a folder.

    Examples
    --------
    >>> import tempfile
    >>> from sogdia.assessment.card import measured
    >>> from sogdia.assessment.sample import sample_study, sample_towns
    >>> card = measured(sample_study(), towns=sample_towns())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = report(card, Path(folder) / "card.html")
    ...     written.name, written.read_text(encoding="utf-8")[:15]
    ('card.html', '<!DOCTYPE html>')
    """
    target = Path(path)
    if target.is_dir():
        raise ParameterError(f"{target} is a folder; give the path of a file, such as {target / 'report.html'}")
    day = date or dt.datetime.now(dt.UTC).date().isoformat()
    text = page(View(card), author=author, date=day)
    with whole_file(target) as beside:
        beside.write_text(text, encoding="utf-8")
    return target
