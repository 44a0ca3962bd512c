"""Responsible use as laws: symmetry, no target list, no lever, no borrowed authority.

Labels are swapped in the tables of a network and swapped back in the answer; the answer must be as before.
"""

import ast
import dataclasses
import importlib
import inspect
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sogdia
from sogdia.assessment import compare
from sogdia.assessment.card import measured
from sogdia.assessment.sample import sample_network, sample_study, sample_towns
from sogdia.data import world
from sogdia.dependence import expose, supplier_shares
from sogdia.flows import explain, fail, flow, latency, single_losses
from sogdia.network.network import SCHEMAS
from sogdia.reports import report
from sogdia.studies import Study, shipped_studies, study

SOURCE = Path(sogdia.__file__).parent
YEAR = 2026
ROOMS = ("flows", "dependence", "assessment", "reports", "cli")
DOORS = ("flows", "dependence", "assessment", "reports", "studies", "data", "formats", "routing", "network")


# ---- 1. Symmetry: swapped labels, the same answer ----------------------------------------------------------------

# A region of the embedded world under its own labels: whoever wrote a label into the code is found by it.
REGION = (
    "CHN", "USA", "RUS", "FRA", "JPN", "GBR", "IND", "KAZ", "KGZ", "TJK", "UZB", "PAK", "SGP", "KEN", "DJI", "EGY",
    "ARE", "DEU", "TUR", "MMR", "THA",
)  # fmt: skip
STATES = (("CHN", "USA"), ("RUS", "FRA"), ("KGZ", "KEN"), ("IND", "JPN"))
VENDORS = (("hmn-tech", "alcatel-submarine-networks"), ("huawei", "subcom"), ("zte", "nec"))
ASKED = ("KGZ", "CHN", "USA", "DJI")
POINTS = pd.DataFrame(
    {"from_lon": [74.6, 43.1, 116.4], "from_lat": [42.9, 11.6, 39.9], "to_lon": [8.7, 103.8, 55.3],
     "to_lat": [50.1, 1.3, 25.2]}
)  # fmt: skip


def words_of(rows, pairs):
    """Give the swap of ids and names of pairs of rows as a dictionary of words, both ways."""
    name = rows.set_index("id").name
    both = [two for one, other in pairs for two in ((one, other), (str(name[one]), str(name[other])))]
    return {a: b for one, other in both for a, b in ((one, other), (other, one))}


def swapped_text(text, words):
    """Swap whole words of a text; done twice it gives the text."""
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])(?:{listed})(?![\w-])", lambda m: words[m[0]], text)


def swapped_rows(rows, words):
    """Swap whole words in every cell of text."""
    out = rows.copy()
    for column in out.columns:
        if column != "geometry" and not pd.api.types.is_numeric_dtype(out[column]):
            cells = out[column].astype(object)
            known = {cell: swapped_text(cell, words) for cell in set(cells.dropna()) if isinstance(cell, str)}
            out[column] = cells.map(lambda cell, known=known: known.get(cell, cell), na_action="ignore")
    return out


def swapped_network(net, words):
    """Give the network under swapped labels, in every table that can hold one; two-letter codes move along."""
    tables = {name: swapped_rows(getattr(net, name), words) for name in SCHEMAS if name not in ("sources", "hazards")}
    short = net.countries.set_index("id").iso2
    tables["countries"]["iso2"] = tables["countries"].id.map(short)
    return net.replace(**tables)


@cache
def region():
    net = world().in_service(YEAR)
    nodes, spans = net.nodes, net.spans
    inside = set(nodes.id[nodes.country.isin(REGION) | nodes.country.isna()])
    spans = spans[spans.start.isin(inside) & spans.end.isin(inside)]
    return net.replace(nodes=nodes[nodes.id.isin({*spans.start, *spans.end})], spans=spans)


@cache
def words(kind):
    net = world()
    if kind == "states":
        return words_of(net.countries, STATES)
    return words_of(net.organisations, VENDORS)


@cache
def region_swapped(kind):
    return swapped_network(region(), words(kind))


def withdrawn(net, to):
    what = {"supplier": to("hmn-tech"), "owner": to("huawei"), "home": [to("USA")], "country": to("KGZ")}
    return fail(net, withdraw=what, year=YEAR)


ANSWERS = {
    "latency": lambda net, _: latency(net, POINTS, year=YEAR),
    "explain": lambda net, _: explain(net, (74.6, 42.9), (103.8, 1.3), year=YEAR),
    "flow": lambda net, _: flow(net, year=YEAR),
    "fail by cut": lambda net, _: fail(net, cut=["peace", "frankfurt-deu"], strait="bab-el-mandeb", year=YEAR),
    "fail by withdrawal": withdrawn,
    "single_losses": lambda net, _: single_losses(net, year=YEAR),
    "expose": lambda net, to: expose(net, [to(code) for code in ASKED], year=YEAR),
    "supplier_shares": lambda net, _: supplier_shares(net, year=YEAR),
    "supplier_shares by km": lambda net, _: supplier_shares(net, "km", "full", year=YEAR),
}


@cache
def plain_answer(door):
    return ANSWERS[door](region(), lambda label: label)


def tables_and_texts(answer):
    """Take an answer apart into its tables and its texts; the manifest and the study asked about are no answer."""
    if isinstance(answer, pd.DataFrame):
        return {"table": answer}, {}
    fields = {f.name: getattr(answer, f.name) for f in dataclasses.fields(answer)}
    tables = {name: value for name, value in fields.items() if isinstance(value, pd.DataFrame)}
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    for name, value in fields.items():
        if name == "dropped":
            texts |= {f"{name}: {code}": f"{code} {why}" for code, why in value.items()}
        if isinstance(value, tuple):
            texts |= {f"{name}: {i}": line for i, line in enumerate(value)}
    return tables, texts


def in_order(rows):
    """Bring a table into an order that hangs on no label: pairs, lists in a cell and rows are unordered sets."""
    rows = rows.copy()
    if {"start", "end"} <= set(rows.columns) and {"traffic_gbps", "demand_gbps"} & set(rows.columns):
        rows[["start", "end"]] = np.sort(rows[["start", "end"]].astype(str).to_numpy(), axis=1)
    texts = [c for c in rows.columns if not pd.api.types.is_numeric_dtype(rows[c])]
    for column in texts:
        rows[column] = ["" if pd.isna(cell) else canonical(str(cell)) for cell in rows[column]]
    return rows.sort_values(texts, kind="stable", ignore_index=True) if texts else rows, texts


def canonical(text):
    """Bring the parts of an enumeration into one order: lists are written in the order of labels."""
    parts = re.split(r"(?:[;,:.]\s+|;|\u202f|\s+and\s+|\s+·\s+)", text.strip().rstrip("."))
    return " | ".join(sorted(" ".join(part.split()) for part in parts))


def assert_alike(ours, theirs, swap):
    """Hold the answer under swapped labels, with the labels swapped back, against the plain answer."""
    (tables, texts), (their_tables, their_texts) = tables_and_texts(ours), tables_and_texts(theirs)
    assert set(tables) == set(their_tables)
    for name, rows in tables.items():
        one, keys = in_order(rows)
        two, _ = in_order(swapped_rows(their_tables[name], swap))
        assert list(one.columns) == list(two.columns), name
        pd.testing.assert_frame_equal(one[keys], two[keys], check_dtype=False, obj=name)
        for column in one.columns.difference(keys):
            a, b = (pd.to_numeric(rows[column]).to_numpy(dtype=float, na_value=np.nan) for rows in (one, two))
            np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-9, err_msg=f"{name}.{column}")
    back = Counter(canonical(swapped_text(text, swap)) for text in their_texts.values())
    assert Counter(canonical(text) for text in texts.values()) == back


def test_the_swap_moves_labels_and_is_undone_by_itself():
    assert set(REGION) == set(region().nodes.country.dropna())
    for kind in ("states", "vendors"):
        net, swap = region(), words(kind)
        moved = [name for name in SCHEMAS if not getattr(region_swapped(kind), name).equals(getattr(net, name))]
        assert {"countries", "nodes"} <= set(moved) if kind == "states" else {"organisations", "roles"} <= set(moved)
        for name in ("countries", "organisations", "projects", "laws"):
            twice = swapped_rows(swapped_rows(getattr(net, name), swap), swap)
            pd.testing.assert_frame_equal(twice, getattr(net, name), check_dtype=False)


@pytest.mark.parametrize("door", ANSWERS)
@pytest.mark.parametrize("kind", ["states", "vendors"])
def test_every_door_answers_alike_under_swapped_labels(kind, door):
    swap = words(kind)
    theirs = ANSWERS[door](region_swapped(kind), lambda label: swap.get(label, label))
    assert_alike(plain_answer(door), theirs, swap)


@pytest.mark.parametrize("door", [door for door in ANSWERS if door != "explain"])
def test_no_rule_names_a_state_or_a_vendor(door):
    assert labels_in(plain_answer(door).rule) == []


# The sample study: its towns and its hub carry labels too ("Djibouti" is a state, a town and a hub).
SAMPLE = {
    "two states": (("DJI", "KEN"), ("Djibouti", "Kenya")),
    "two others": (("PAK", "DJI"), ("Pakistan", "Djibouti")),
    "vendors": (
        ("builder-a", "builder-b"), ("Builder A", "Builder B"), ("holder-a", "holder-b"), ("Holder A", "Holder B"),
    ),
}  # fmt: skip


@cache
def sample_words(kind):
    return {a: b for one, other in SAMPLE[kind] for a, b in ((one, other), (other, one))}


@cache
def sample_card(kind="", *, without=False):
    net, towns = sample_network(), sample_towns()
    if kind:
        net, towns = swapped_network(net, sample_words(kind)), swapped_rows(towns, sample_words(kind))
    asked = Study(sample_study().definition, net)
    return measured(asked.without(["new-cable"]) if without else asked, towns=towns)


@pytest.mark.parametrize("kind", SAMPLE)
def test_a_card_and_its_words_are_alike_under_swapped_labels(kind):
    ours, theirs = sample_card(), sample_card(kind)
    assert_alike(ours, theirs, sample_words(kind))
    back = Counter(swapped_text(str(theirs), sample_words(kind)).split())
    assert Counter(str(ours).split()) == back


def test_a_comparison_is_alike_under_swapped_labels():
    """Case and baseline of one card stand for two cards."""

    def compared(card):
        return compare(dataclasses.replace(card, table=card.table.assign(base=card.table.baseline)), card)

    kind = "two others"
    assert_alike(compared(sample_card()), compared(sample_card(kind)), sample_words(kind))


class Blocks(HTMLParser):
    """The texts of a page: each paragraph, item, row of a table, caption, heading, and the words of each picture."""

    KINDS = frozenset({"p", "li", "tr", "dd", "dt", "h1", "h2", "h3", "h4", "figcaption", "caption", "title", "a"})
    SILENT = frozenset({"script", "style", "pre", "svg"})

    def __init__(self):
        super().__init__()
        self.open, self.silent, self.texts = [], 0, []

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        self.texts += [about[key] for key in ("alt", "title", "aria-label") if about.get(key)]
        self.silent += tag in self.SILENT
        if tag in self.KINDS:
            self.open.append(len(self.texts))
            self.texts.append("")
        elif self.open:
            self.texts[self.open[-1]] += " ; " if tag in ("td", "th", "span") else " "

    def handle_endtag(self, tag):
        self.silent -= tag in self.SILENT
        if tag in self.KINDS and self.open:
            self.open.pop()

    def handle_data(self, data):
        if self.open and not self.silent:
            self.texts[self.open[-1]] += data


def page_texts(page):
    blocks = Blocks()
    blocks.feed(re.sub(r"[0-9a-f]{64}", "", page))
    return [text for text in blocks.texts if text.strip()]


def page_of(card, folder):
    return report(card, folder / "card.html", author="A. Reader", date="2026-01-02").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plain_page(tmp_path_factory):
    return page_of(sample_card(), tmp_path_factory.mktemp("plain"))


def assert_pages_alike(ours, theirs, swap):
    one = Counter(canonical(text) for text in page_texts(ours))
    two = Counter(canonical(swapped_text(text, swap)) for text in page_texts(theirs))
    assert sum(one.values()) > 30
    assert (one - two, two - one) == (Counter(), Counter())


@pytest.mark.parametrize("kind", SAMPLE)
def test_a_report_says_the_same_under_swapped_labels(kind, plain_page, tmp_path):
    assert_pages_alike(plain_page, page_of(sample_card(kind), tmp_path), sample_words(kind))


def card_of_equals(names):
    """Give the sample card with countries of one and the same figure in the place of its three."""
    card = sample_card()
    codes = {name: f"X{i}" for i, name in enumerate(names)}
    one = card.table[card.table.subject == "KEN"]
    rows = [one.assign(subject=code, subject_name=name) for name, code in codes.items()]
    known = card.completeness[card.completeness.country == "KEN"]
    complete = [known.assign(country=code, name=name) for name, code in codes.items()]
    return dataclasses.replace(
        card,
        table=pd.concat([card.table[card.table.scope == "corridor"], *rows], ignore_index=True),
        completeness=pd.concat(complete, ignore_index=True),
    )


def test_which_of_equal_countries_a_first_page_names_hangs_on_no_label(tmp_path):
    """Where some of several equal countries are named, the alphabet chooses whom to show: name all or none."""
    names = [f"{letter}land" for letter in "ABCDEFGH"]
    page = page_of(card_of_equals(names), tmp_path)
    told = {text: sum(name in text for name in names) for text in page_texts(first_page(page))}
    assert [text for text, named in told.items() if 0 < named < len(names)] == []


# ---- 2. No wording hangs on a label ------------------------------------------------------------------------------

DEMONYMS = re.findall(
    r"\w+",
    """
Afghan African American Arab Arabian Argentine Armenian Asian Australian Austrian Azerbaijani Azeri Bangladeshi
Belarusian Belgian Brazilian British Bulgarian Burmese Cambodian Canadian Chilean Chinese Cuban Cypriot Czech Danish
Djiboutian Dutch Egyptian Emirati English Eritrean Estonian Ethiopian European Finnish French Georgian German Ghanaian
Greek Hungarian Indian Indonesian Iranian Iraqi Irish Israeli Italian Japanese Jordanian Kazakh Kenyan Korean Kosovar
Kuwaiti Kyrgyz Laotian Latvian Lebanese Libyan Lithuanian Malaysian Maltese Mexican Moldovan Mongolian Moroccan Nepalese
Nepali Nigerian Norwegian Omani Pakistani Palestinian Persian Peruvian Philippine Polish Portuguese Qatari Romanian
Russian Rwandan Saudi Serbian Singaporean Slovak Slovenian Somali Soviet Spanish Sudanese Swedish Swiss Syrian Taiwanese
Tajik Tanzanian Thai Tunisian Turkish Turkmen Ugandan Ukrainian Uzbek Vietnamese Western Yemeni Zambian
""",
)
SHORT = ["America", "Britain", "Holland", "Persia", "Burma", "Huawei", "SubCom", "Starlink", "Alcatel", "TE SubCom"]
JUDGING = re.compile(
    r"\b(authoritarian|autocra\w*|dictator\w*|democratic|regime|spy|spies|spying|espionage|hostile|malign|trusted"
    r"|untrusted|trustworthy|untrustworthy|aggressive|aggressor|adversar\w*|enem(y|ies)|rogue|predatory|evil|notorious"
    r"|puppet|infiltrat\w*|like-minded)\b",
    re.IGNORECASE,
)

# Words that are labels of the world and mean something else here.
NO_LABEL = {
    "Internet Society": "source of the mark of ways out",
    "PNG": "format of pictures",
    "meta": "element of HTML",
    "Reach": "a word of English",
    "Sure": "a word of English",
}
# The sample study is a tiny world of its own: data, not wording.
DATA_FILES = {"assessment/sample.py"}


@cache
def label_pattern():
    net = world()
    capital = {*net.countries.name.dropna(), *net.countries.id, *net.organisations.name.dropna(), *DEMONYMS, *SHORT}
    capital |= {name for name in net.organisations.id if "-" in name}
    listed = "|".join(re.escape(name) for name in sorted(capital - set(NO_LABEL), key=len, reverse=True) if name[1:])
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])")


@cache
def vendor_ids():
    return frozenset(world().organisations.id) - set(NO_LABEL)


def labels_in(text):
    """Find labels of states and vendors: names and codes as words, an id of one lower-case word only alone."""
    found = label_pattern().findall(text)
    return [*found, text] if text in vendor_ids() and text not in found else found


def strings_of(path):
    """Give the strings of a module without docstrings: what it prints, asks and holds against data."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def texts_of_rooms():
    for room in ROOMS:
        for path in sorted((SOURCE / room).rglob("*")):
            name = path.relative_to(SOURCE).as_posix()
            if path.suffix == ".py" and name not in DATA_FILES:
                yield from ((f"{name}:{line}", text) for line, text in strings_of(path))
            elif path.suffix in {".css", ".js"}:
                yield name, path.read_text(encoding="utf-8")


def test_the_search_for_labels_finds_them():
    assert labels_in("supplied by Huawei Technologies of China") == ["Huawei Technologies", "China"]
    assert labels_in("KGZ and hmn-tech, a French firm") == ["KGZ", "hmn-tech", "French"]
    assert labels_in("huawei") == ["huawei"]
    assert labels_in("Touch is reach if the actor acted, US$ million") == []


def test_no_room_writes_a_state_or_a_vendor_into_its_words():
    found = [
        f"{where}: {labels} in {text.strip()[:60]!r}"
        for where, text in texts_of_rooms()
        # Lines of help that show a command are examples, as doctests are.
        if not text.startswith("sogdia ") and (labels := labels_in(text))
    ]
    assert found == []


def test_no_room_judges():
    assert [f"{where}: {text[:60]!r}" for where, text in texts_of_rooms() if JUDGING.search(text)] == []


def test_shipped_words_do_not_judge():
    """Titles of sources are quoted as published; every word of our own keeps to what happened."""
    net = world()
    ours = {name: [c for c in SCHEMAS[name].names if c in ("note", "fact", "terms")] for name in SCHEMAS}
    ours |= {name: [] for name in ("sources",)}
    found = [
        f"{name}.{column}: {cell[:80]}"
        for name, columns in ours.items()
        for column in columns
        for cell in getattr(net, name)[column].dropna()
        if JUDGING.search(cell)
    ]
    texts = [path.read_text(encoding="utf-8") for path in (SOURCE / "studies" / "shipped").glob("*.toml")]
    assert found == []
    assert not any(JUDGING.search(text) for text in texts)


# ---- 3. Laws are recorded for every home state alike -------------------------------------------------------------

POWERS = {"compelled_access", "interruption_power"}


@cache
def homes_of_large_suppliers():
    """Give the home states of suppliers of five systems or more: their own and their ultimate parents'."""
    net = world()
    supplied = net.roles[net.roles.role == "supplier"].groupby("organisation").system.nunique()
    rows = net.organisations.set_index("id")
    homes = {}
    for at in supplied.index[supplied >= 5]:
        line = at
        while isinstance(line, str):
            if isinstance(rows.country[line], str):
                homes.setdefault(rows.country[line], set()).add(at)
            line = rows.parent[line]
    return homes


def test_every_home_of_a_large_supplier_has_its_laws_recorded():
    homes = homes_of_large_suppliers()
    assert len(homes) >= 4
    laws = world().laws
    recorded = set(laws.country[laws.topic.isin(POWERS)])
    assert sorted(set(homes) - recorded) == []


def test_the_laws_of_these_homes_are_recorded_under_the_same_topics():
    topics = world().laws.groupby("country").topic.agg(frozenset)
    found = {home: topics.get(home, frozenset()) for home in homes_of_large_suppliers()}
    assert len(set(found.values())) == 1, found


def test_every_law_is_sourced_and_neutral():
    laws = world().laws
    assert laws[["source", "read"]].notna().all(axis=None)
    assert [fact for fact in laws.fact if JUDGING.search(fact)] == []
    assert laws.fact.str.len().max() < 400


# ---- 4. Rivals' programmes are shipped ---------------------------------------------------------------------------


def test_the_first_study_switches_rivals():
    asked = study("digital-silk-road")
    rivals = set(asked.definition.rivals)
    assert rivals
    assert not rivals & set(asked.definition.projects)
    assert rivals <= set(asked.definition.case.build)
    assert rivals <= set(asked.definition.baseline.without)


def test_studies_beside_the_first_are_shipped():
    assert len(shipped_studies()) >= 3


def test_the_register_holds_many_donors_and_programmes():
    projects = world().projects
    donors = set(projects.donor.dropna().str.split(";").explode()) - {"EUU"}
    assert len(donors) >= 10
    assert donors <= set(world().countries.id)
    one = projects.programme == "digital-silk-road"
    home = projects.donor.fillna("").str.split(";").map(lambda of: "CHN" in of)
    assert projects.programme[~one].nunique() >= 5
    assert projects.programme[~one & ~home].nunique() >= 5


# ---- 5. No target list -------------------------------------------------------------------------------------------

PLACES = {"city", "landing", "exchange", "border_crossing", "data_centre", "ground_station", "branching_unit"}
TARGETING = re.compile(
    r"worst_set|worst_combination|worst_pair|attack|target|interdict|sabotage|most_harm|max_harm|maximum_damage"
    r"|optimal_cut|critical_set|best_cut|duct|manhole|kill"
)


def test_places_are_towns_and_stations():
    assert set(world().nodes.kind) <= PLACES


def test_places_at_sea_are_derived_and_say_so():
    nodes = world().nodes
    units = nodes[nodes.kind == "branching_unit"]
    assert set(units.read) == {"derived"}
    assert units.note.notna().all()


@pytest.mark.parametrize("kind", sorted(PLACES))
def test_no_place_is_told_more_finely_than_a_town(kind):
    """Four decimals are eleven metres: more would feign a survey."""
    nodes = world().nodes
    nodes = nodes[nodes.kind == kind]
    fine = [max(decimals(lon), decimals(lat)) > 4 for lon, lat in zip(nodes.lon, nodes.lat, strict=True)]
    assert nodes.id[fine].tolist()[:5] == [], f"{sum(fine)} of {len(nodes)} places"


def decimals(degrees):
    return len(np.format_float_positional(float(degrees), trim="-").partition(".")[2])


def public_names():
    """Give each public function, class and method of the package, with where it stands."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_":
                yield f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}", node.name


def test_no_public_name_offers_a_target():
    assert [(where, name) for where, name in public_names() if TARGETING.search(name.lower())] == []
    columns = [f"{name}.{column}" for name, schema in SCHEMAS.items() for column in schema.names]
    tables = [f"{door}.{c}" for door in ANSWERS for rows in tables_and_texts(plain_answer(door))[0].values()
              for c in rows.columns]  # fmt: skip
    assert [name for name in (*columns, *tables) if TARGETING.search(name)] == []


def test_losses_are_ranked_one_at_a_time():
    known = {"net", "kinds", "countries", "year", "params"}
    assert set(inspect.signature(single_losses).parameters) <= known
    answer = plain_answer("single_losses")
    assert set(answer.table.kind) <= {"system", "landing", "crossing"}
    named = {*region().systems.id, *region().nodes.id}
    assert set(answer.table.loss) <= named
    assert "Losses are not combined" in answer.rule


def test_fail_loses_what_it_is_given_and_nothing_else():
    given = {"cut", "near", "strait", "withdraw", "area", "group"}
    assert set(inspect.signature(fail).parameters) == {"net", *given, "year", "method", "params"}
    nothing = fail(region(), year=YEAR)
    assert nothing.lost.empty
    assert nothing.description == "nothing lost"
    assert (nothing.table.share_demand_lost.dropna() == 0).all()


# ---- 6. No lever, no individuals ---------------------------------------------------------------------------------

LEVER = re.compile(
    r"maxim|optimi[sz]|objective|favou?r|prefer|promot|goal|beneficiary|lever|persua|influenc|convert_who"
)
# What a route prefers is rail or road, no actor.
RIGHTS_OF_WAY = {(name, "prefer") for name in ("paths", "routing.paths", "routing.pareto_paths")}
PERSON = re.compile(
    r"(^|_)(person|persons|people|citizen|citizens|individual|individuals|subscriber|subscribers|user_id|email|phone"
    r"|msisdn|imei|imsi|passport|gender|sex|birth|birthday|age|ethnicity|religion|nationality|surname|first_name"
    r"|given_name|camera|cameras|trajectory|trajectories|diaspora|face|contact)($|_)"
)


def public_doors():
    """Give what each room offers, by name."""
    offered = {name: getattr(sogdia, name) for name in sogdia.__all__ if name != "__version__"}
    for room in DOORS:
        module = importlib.import_module(f"sogdia.{room}")
        offered |= {f"{room}.{name}": getattr(module, name) for name in getattr(module, "__all__", ())}
    return {name: door for name, door in offered.items() if callable(door)}


def parameters(door):
    """Name a door's parameters; those of a frozen group of parameters count as its own."""
    try:
        found = set(inspect.signature(door).parameters)
    except (TypeError, ValueError):
        return set()
    return found | ({f.name for f in dataclasses.fields(door)} if dataclasses.is_dataclass(door) else set())


def test_no_door_works_for_an_actors_share():
    doors = public_doors()
    assert {"fail", "expose", "assess", "flows.FailParams", "dependence.ExposeParams"} <= set(doors)
    found = {(name, p) for name, door in doors.items() for p in parameters(door) if LEVER.search(p.lower())}
    assert sorted(found - RIGHTS_OF_WAY) == []
    assert [(where, name) for where, name in public_names() if LEVER.search(name.lower())] == []


def test_no_table_has_a_column_for_persons():
    columns = {f"{name}.{column}" for name, schema in SCHEMAS.items() for column in schema.names}
    assert [c for c in sorted(columns) if PERSON.search(c.partition(".")[2])] == []
    kinds = {kind for column in SCHEMAS["organisations"].columns for kind in column.allowed if column.name == "kind"}
    assert kinds
    assert not kinds & {"person", "individual", "household"}
    assert set(world().observations.unit.dropna()) & {"person", "persons"} == set()


# ---- 7. No borrowed authority ------------------------------------------------------------------------------------


def first_page(page):
    return re.search(r'<section class="cover" id="cover">.*?(?=<section [^>]*id="corridor-)', page, re.DOTALL)[0]


def test_a_card_prints_what_was_changed_by_whom_and_how_complete_it_is():
    card = sample_card(without=True)
    text = str(card)
    top = text[: text.index("\nThree countries\n")]
    assert "Changed from the shipped facts" in top
    assert any("made by the user" in change for change in card.changes)
    flat = " ".join(top.split())
    assert all(change in flat for change in card.changes)
    for row in card.completeness.itertuples():
        assert f"{row.country} {row.share_known:4.0%}" in top


def test_a_card_without_changes_says_that_nothing_was_changed():
    text = str(dataclasses.replace(sample_card(), changes=()))
    assert re.search(r"Changed from the shipped facts\n\s*- nothing\n", text)


def test_a_reports_first_page_says_what_was_changed_by_whom_and_how_complete_it_is(tmp_path):
    card = sample_card(without=True)
    first = " ".join(page_texts(first_page(page_of(card, tmp_path))))
    assert "Changed from the shipped facts" in first
    assert all(change in first for change in card.changes)
    assert "A. Reader" in first
    assert "Completeness of data" in first
    for row in card.completeness.itertuples():
        assert f"{row.name} {row.share_known:.0%}" in first


def test_a_report_without_author_or_changes_says_so(tmp_path):
    page = report(dataclasses.replace(sample_card(), changes=()), tmp_path / "card.html").read_text(encoding="utf-8")
    first = " ".join(page_texts(first_page(page)))
    assert "not stated" in first
    assert "nothing: facts and study as shipped" in first


def test_a_saved_card_carries_its_changes(tmp_path):
    saved = sample_card(without=True).save(tmp_path / "card")
    manifest = (saved / "manifest.json").read_text(encoding="utf-8")
    assert "without new-cable (made by the user of this run)" in manifest
    assert (saved / "completeness.csv").stat().st_size > 0


def test_every_answer_says_how_each_row_was_had():
    for door in ANSWERS:
        if door == "explain":
            continue
        rows = plain_answer(door).table
        assert {"basis", "source"} <= set(rows.columns), door
        assert set(rows.basis) <= {"measured", "modelled", "assumed"}, door
