from __future__ import annotations

import pytest
from pydantic import Field

from sogdia.errors import DataError, ParameterError
from sogdia.toml_files import Strict, read_model, read_toml


class Loan(Strict):
    rate: float = Field(ge=0)
    tenor_years: int = 20


class Part(Strict):
    name: str = ""


class Offer(Strict):
    loan: Loan | None = None
    parts: tuple[Part, ...] = ()
    rivals: dict[str, Loan] = Field(default_factory=dict)


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "offer.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_a_file_becomes_its_model(written):
    assert read_model(written("[loan]\nrate = 0.02\n"), Offer) == Offer(loan=Loan(rate=0.02))


def test_all_faults_are_told_each_with_its_mend(written):
    path = written("[loan]\ntenor_year = 3\n[[parts]]\nnme = 'a'\n[rivals.other]\nrate = -1\n")
    with pytest.raises(ParameterError) as caught:
        read_model(path, Offer)
    assert str(caught.value).splitlines() == [
        f"{path} has 4 fault(s)",
        "  - loan.rate: is missing; add it",
        "  - loan.tenor_year: unknown key; did you mean 'tenor_years'?",
        "  - parts [1].nme: unknown key; did you mean 'name'?",
        "  - rivals.other.rate: input should be greater than or equal to 0 (found -1)",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a = '\xe9'", "is not UTF-8 text: byte 5"),
        (b"a = ", "is not valid TOML"),
        (b"a=" + b"[" * 9999, "is not valid TOML"),
    ],
)
def test_what_is_no_toml_is_refused(written, text, said):
    with pytest.raises(DataError, match=said):
        read_toml(written(text))


def test_a_key_without_end_is_refused(written):
    with pytest.raises(DataError, match="line 2 has over 50,000 characters"):
        read_toml(written("[loan]\n" + "a." * 100_000 + "a = 1\n"))


def test_no_file_is_told(tmp_path):
    with pytest.raises(DataError, match="no file"):
        read_toml(tmp_path / "none.toml")
