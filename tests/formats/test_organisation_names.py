from __future__ import annotations

import pytest

from sogdia.formats.organisation_names import split_organisations

CASES = {
    "Orange, du": ["Orange", "du"],
    "Seren Juno Network Co., Ltd.": ["Seren Juno Network Co., Ltd."],
    "NEC Corporation, SubCom, LLC": ["NEC Corporation", "SubCom, LLC"],
    "Kakike, Lda., KumoxiCom, Lda.": ["Kakike, Lda.", "KumoxiCom, Lda."],
    "Google, LLC, Meta Platforms, Inc., Amazon.com, Inc.": ["Google, LLC", "Meta Platforms, Inc.", "Amazon.com, Inc."],
    "Telefonica, S.A., Telxius": ["Telefonica, S.A.", "Telxius"],
    "Nexans S.A., Prysmian S.p.A.": ["Nexans S.A.", "Prysmian S.p.A."],
    "Zhongtian Cable Co.,Ltd.,ASN": ["Zhongtian Cable Co., Ltd.", "ASN"],
    "Ocean Things, Inc (OT), BT plc": ["Ocean Things, Inc (OT)", "BT plc"],
    "Telia Eesti (formerly EMT, Elion), Elisa": ["Telia Eesti (formerly EMT, Elion)", "Elisa"],
    "China Mobile International Limited, Orange": ["China Mobile International Limited", "Orange"],
    "X GmbH & Co. KG, Y Sdn. Bhd., Z": ["X GmbH & Co. KG", "Y Sdn. Bhd.", "Z"],
    "A Pte. Ltd., B Pty, Ltd, C": ["A Pte. Ltd.", "B Pty, Ltd", "C"],
    "National Post, Telecommunications and Technology Company, BT": [
        "National Post, Telecommunications and Technology Company",
        "BT",
    ],
    "Ministry of Transport, Communications and Works, Cyta": [
        "Ministry of Transport, Communications and Works",
        "Cyta",
    ],
    "Hengtong Co., Ltd; PCCW Global": ["Hengtong Co., Ltd", "PCCW Global"],
    "***Retelit*** (acquired), PCCW": ["Retelit (acquired)", "PCCW"],
    ",, A ,,": ["A"],
    "": [],
}


@pytest.mark.parametrize(("text", "names"), CASES.items())
def test_names_are_split_where_they_end(text: str, names: list[str]) -> None:
    assert split_organisations(text) == names


def test_none_is_none() -> None:
    assert split_organisations(None) == []


def test_a_name_known_whole_is_kept_whole() -> None:
    assert split_organisations("Lee, Kim and Park, BT", ["Lee, Kim and Park"]) == ["Lee, Kim and Park", "BT"]
