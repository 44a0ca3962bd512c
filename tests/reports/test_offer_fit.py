from __future__ import annotations

from sogdia.reports.markup import Raw
from sogdia.reports.offer_fit import SMALLEST, size_of_letters


def sized(rows: int, letters: int = 20) -> float:
    table = "<table>" + f"<tr><th>{'a' * 40}</th><td>{'b' * letters}</td></tr>" * rows + "</table>"
    return size_of_letters(
        Raw(f"<p>{'c' * 300}</p>"), Raw(table), Raw(f'<p>{"d" * 300}</p><div class="terms"><p>e</p>')
    )


def test_a_side_with_more_lines_is_set_in_smaller_letters():
    assert sized(40) == 1.0
    assert SMALLEST < sized(95) < sized(85) < 1.0
    assert sized(85, 60) < sized(85)
    assert sized(300) == SMALLEST
