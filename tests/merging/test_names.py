from __future__ import annotations

import pytest

from sogdia.merging.names import ALIKE, SAME, likeness, organisation_name, place_name, system_name


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Dar Es Salaam", "Dar-es-Salaam, Tanzania"),
        ("Lomé", "Lome, Togo"),
        ("Saint-Louis", "St. Louis"),
        ("Yzerfontein PoP", "Yzerfontein, South Africa"),
        ("Congo-Gabon Border", "Gabon-Congo Border"),
        ("Port Harcourt", "Portharcourt"),
        ("Mombasa Cable Landing Station", "MOMBASA CLS"),
    ],
)
def test_one_place(a, b):
    assert likeness(place_name(a), place_name(b)) >= SAME
    assert likeness(place_name(b), place_name(a)) == likeness(place_name(a), place_name(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ikeja", "Ikeja West"),
        ("Nairobi 1", "Nairobi 2"),
        ("York, NY", "York, PA"),
        ("Mombasa", "Kipevu"),
        ("Ore", "Oro"),
    ],
)
def test_two_places(a, b):
    assert likeness(place_name(a), place_name(b)) < ALIKE


@pytest.mark.parametrize("text", [None, "", "Auto generated missing node", "default-node", "network fork", "POP 12"])
def test_names_that_say_nothing(text):
    assert place_name(text).forms == ()


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("China Telecom", "China Unicom", False),
        ("Huawei Marine Networks Co., Ltd.", "Huawei Marine Network", True),
        ("Orange S.A.", "Orange", True),
        ("Telkom Kenya", "Telkom SA", False),
    ],
)
def test_organisations(a, b, same):
    assert (likeness(organisation_name(a), organisation_name(b)) == 1.0) is same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("SeaMeWe-5", "SEA-ME-WE 5", True),
        ("SeaMeWe-4", "SEA-ME-WE 5", False),
        ("SEACOM/Tata TGN-Eurasia", "SEACOM", True),
        ("Eastern Africa Submarine System (EASSy)", "EASSy", True),
        ("AAG (Asia-America Gateway)", "Asia-America Gateway (AAG) Cable System", True),
        ("2Africa", "Africa-1", False),
    ],
)
def test_systems(a, b, same):
    assert (likeness(system_name(a), system_name(b)) >= SAME) is same
