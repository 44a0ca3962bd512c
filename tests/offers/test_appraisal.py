from __future__ import annotations

from dataclasses import replace

import pytest

from sogdia.economy import by_year, economic_npv, grant_element, npv, outage_cost_musd, yearly_service
from sogdia.flows import impute
from sogdia.offers import open_offer, shipped_offers
from sogdia.offers.binds import clause_kind, debt_lines, lock_in_lines
from sogdia.offers.building import standing, taken_out, with_proposal
from sogdia.offers.checks import loan_of
from sogdia.offers.debts import debt_of
from sogdia.offers.definition import Clause, Definition
from sogdia.offers.facts import NOTHING, Fact, class_view, past_projects, proposal_facts
from sogdia.offers.figures import COLUMNS, GROUPS, NOT_KNOWN, Sheet
from sogdia.offers.gains import employment_line
from sogdia.offers.measuring import capped
from sogdia.offers.money import COMMON, account_of, debt_service, kept_line, money_lines, project_of, varied
from sogdia.offers.ranking import rank
from sogdia.offers.sample import sample
from sogdia.offers.shortage import outgrown_line, traffic_of, withdrawal_lines
from sogdia.reports.offer_box import left_out_words
from sogdia.reports.offer_table import decision_table


def test_there_are_always_four_columns(result):
    assert [a.key for a in result.alternatives] == ["nothing", "offer", "rival", "shared"]
    assert list(result.table.columns) == list(COLUMNS)
    assert set(result.table.group) == set(GROUPS)
    assert set(result.table.alternative) == {"nothing", "offer", "rival", "shared"}


def test_every_figure_has_a_basis_and_a_bare_one_none(result):
    known = result.table[result.table.basis != ""]
    assert set(known.basis) == {"measured", "modelled", "assumed"}
    unknown = result.table[result.table.basis == ""]
    assert unknown.base.isna().all()
    ranged = result.table.dropna(subset=["low", "high"])
    assert (ranged.low <= ranged.high).all()


def test_the_worth_is_that_of_the_project(result, cell):
    mine = result.alternatives[1].account
    assert cell("enpv", "offer") == pytest.approx(npv(mine.years.economic, 0.09))
    assert cell("enpv", "offer") == pytest.approx(economic_npv(mine.project))
    assert mine.project.capex_musd == 60
    assert result.ranking.worth["nothing"] == 0
    assert result.ranking.worth["offer"] == pytest.approx(cell("enpv", "offer"))


def test_debt_is_told_in_dollars_and_against_the_state(cell):
    assert cell("debt", "offer") == pytest.approx(44.0)
    assert cell("currency", "offer", "text") == "euro"
    assert cell("service_revenue", "offer") == pytest.approx(100 * cell("peak_service", "offer") / 20_000)
    assert cell("debt_gdp", "offer") == pytest.approx(100 * 44 / 100_000)
    assert cell("debt", "shared", "basis") == "assumed"
    assert cell("clauses", "shared", "basis") == "assumed"


def test_what_is_not_known_is_never_told_as_none(result, cell):
    known = result.completeness.set_index(["alternative", "fact"]).known
    assert not known["Cable A", "terms of loans"]
    assert not known["Cable A", "conditions in the contract"]
    for row in ("debt", "peak_service", "debt_gdp", "service_revenue", "currency", "clauses"):
        assert cell(row, "rival", "text") == NOT_KNOWN
        assert cell(row, "rival", "basis") == ""
    assert cell("lock_in_1", "rival", "text").startswith("equipment alone")
    assert cell("grant", "offer", "text") == cell("grant", "rival", "text") == NOT_KNOWN


def test_a_loan_without_an_amount_makes_a_least_figure(result):
    mine = result.alternatives[1]
    proposal = mine.proposal.model_copy(update={"loans_not_known": ("Bank C",)})
    debt = debt_of(proposal, {"EUR": 1.1}, 60.0)
    sheet = Sheet("offer")
    money_lines(sheet, mine.account, mine.facts, 1.0, None, debt)
    debt_lines(sheet, proposal, result.need, mine.account, debt, "")
    told = {line.row: line.text for line in sheet.lines}
    for row in ("debt", "peak_service", "debt_gdp", "service_revenue"):
        assert told[row] == "at least; loan of Bank C not known"
    assert told["currency"] == "euro; loan of Bank C: not known"
    ends = {line.row: (line.base, line.high) for line in sheet.lines}
    assert ends["debt"] == pytest.approx((44.0, 60.0))
    assert ends["debt_gdp"] == pytest.approx((0.044, 0.06))  # of a GDP of US$ 100,000 million
    assert told["dscr"].startswith("at most")
    assert not debt_of(proposal.model_copy(update={"loans": ()}), {}).known


def test_a_project_is_no_example_for_itself(result):
    own = result.definition.model_copy(
        update={"proposal": result.definition.proposal.model_copy(update={"systems": ("peace",)})}
    )
    assert set(past_projects(result.definition).system) - set(past_projects(own).system) == {"peace"}
    assert class_view(own).slip_count == class_view(result.definition).slip_count - 1


def test_stated_capacity_is_the_most_that_is_counted(result):
    whole = result.alternatives[1].built.net
    before = impute(whole).set_index("span").capacity_gbps
    after = impute(capped(whole, "KEN", ["offer"], 10.0)).set_index("span").capacity_gbps
    own = whole.spans.id[whole.spans.system == "offer"]
    assert after[own].sum() == pytest.approx(10.0)
    assert after.drop(own).equals(before.drop(own))
    assert capped(whole, "KEN", ["offer"], None) is whole
    assert capped(whole, "KEN", ["offer"], 1e9) is whole


def test_work_by_a_study_is_told_of_places_newly_reached_alone():
    sheet = Sheet("offer")
    employment_line(sheet, 1000.0)
    employment_line(sheet, 0.0)
    assert (sheet.lines[0].base, sheet.lines[0].high) == pytest.approx((4.2, 10.0))
    assert "never a nation" in sheet.lines[0].note
    assert sheet.lines[1].text == "no place is newly reached"


def test_doing_nothing_costs_nothing_and_is_known(result, cell):
    for row in ("capex", "operation", "enpv", "debt", "peak_service", "debt_gdp"):
        assert cell(row, "nothing") == 0
    for row in ("bcr", "eirr", "lock_in_1", "withdrawal_new_1"):
        assert cell(row, "nothing", "text") == "does not apply"
    for row in ("maintenance", "clauses"):
        assert cell(row, "nothing", "text") == NOT_KNOWN  # today's cables are repaired too, and have terms
    mine = result.table[result.table.alternative == "nothing"]
    assert not ((mine.basis == "") & (mine.text == "")).any()


def test_a_second_cable_saves_hours_and_adds_a_way_out(cell):
    for year in (1, 5, 15):
        assert cell(f"lost_hours_{year}", "offer") < cell(f"lost_hours_{year}", "nothing")
    assert cell("ways_out", "offer") == cell("ways_out", "nothing") == 1  # one landing in Kenya for both
    assert cell("abroad", "offer") > cell("abroad", "nothing")
    assert cell("rtt_karachi-pak", "offer") < cell("rtt_karachi-pak", "nothing")


def test_who_holds_what_changes_with_the_offer(cell):
    assert cell("supplier", "nothing", "text") == "Builder A"
    assert cell("touch_supplier_1", "nothing") == 0
    assert cell("touch_supplier_1", "offer") > 0
    assert cell("touch_supplier_1", "rival") == 0


def test_the_same_is_asked_of_the_home_of_every_column(result):
    rows = result.table[result.table.row.str.startswith("touch_")]
    for _, one in rows.groupby("row"):
        assert list(one.alternative) == ["nothing", "offer", "rival", "shared"]
        assert one.name.nunique() == 1
    asked = set(rows.row[rows.row.str.startswith("touch_home_of_supplier")])
    named = {who for p in (result.definition.proposal, *result.definition.rivals) for who in p.suppliers}
    assert len(asked) == len(named) == 2


def test_a_withdrawal_costs_what_it_adds_to_a_shortage(cell, result):
    standing = sum(result.alternatives[0].measures.abroad.values())
    project = result.alternatives[1].account.project
    alone = by_year(replace(project, price_after=project.price_before))  # traffic without the offer's lower price
    for year in (1, 5, 15):
        demand = float(alone.demand_gbps[1 + year])
        added = 1.0 - max(0.0, 1.0 - standing / demand)  # the only cable goes: what it carried is lost, and no more
        whole = outage_cost_musd(100_000 * 1.03 ** (2 + year - 1), 30.0, connectivity="medium")
        assert cell(f"withdrawal_standing_{year}", "nothing") == pytest.approx(added * whole)


def test_the_year_in_which_traffic_outgrows_the_cables_is_assumed_and_told_of_every_column(cell, result):
    assert cell("outgrown", "nothing", "text").startswith(("year", "before"))
    glance = str(decision_table(result, "2026-11-22")).split("More on what it costs")[0]
    assert "what a shortage costs" in left_out_words(result)
    for column in ("nothing", "offer", "rival", "shared"):
        assert cell("outgrown", column, "basis") == "assumed"
        assert cell("outgrown", column, "text").partition(" (")[0] in glance
    for event in ("new", "standing"):
        assert cell(f"withdrawal_{event}_1", "offer", "basis") == "assumed"


def test_the_year_is_that_of_the_path_and_its_ends_are_those_of_slow_and_fast_growth(result):
    traffic = traffic_of(result.alternatives[1].account.project, result.need["demand"], 2)
    assert (traffic.slow <= traffic.base).all()
    assert (traffic.base <= traffic.fast).all()
    seen = replace(result.alternatives[1].measures, abroad={"a": float(traffic.base[6])})
    sheet = Sheet("offer")
    outgrown_line(sheet, seen, traffic, capacity_known=True)
    early, late = (int((path > traffic.base[6]).argmax()) - 1 for path in (traffic.fast, traffic.slow))
    assert sheet.lines[0].text == f"year 6 ({early}–{late})"
    outgrown_line(sheet, seen, traffic, capacity_known=False)
    assert sheet.lines[1].text == "year 6 or later"
    outgrown_line(sheet, None, traffic, capacity_known=False)
    assert (sheet.lines[2].text, sheet.lines[2].basis) == (NOT_KNOWN, "")


def test_without_a_capacity_a_withdrawal_is_not_known_and_that_of_today_at_most(result):
    mine, sheet = result.alternatives[1], Sheet("offer")
    traffic = traffic_of(mine.account.project, result.need["demand"], 2)
    withdrawal_lines(sheet, result.need["gdp"], 30.0, mine.measures, {"new": ["offer"], "standing": ["old"]}, traffic,
                     capacity_known=False)  # fmt: skip
    assert [line.text for line in sheet.lines] == [NOT_KNOWN] * 3 + ["at most"] * 3


def test_the_order_is_told_as_surely_as_the_draws_tell_it(result):
    pairs = result.ranking.pairs
    assert list(pairs["first"]) == list(result.ranking.order[:-1])
    worth = {a.key: a.account.worth for a in result.alternatives if a.account is not None} | {"nothing": 0.0}
    for p in pairs.to_dict(orient="records"):
        assert p["share_ahead"] == pytest.approx((worth[p["first"]] > worth[p["second"]]).mean())


def test_rivals_draw_their_own_cost_and_the_shared_build_that_of_the_offer(result):
    mine, rival = result.alternatives[1], result.alternatives[2]
    again = account_of(result.definition, rival.proposal, rival.account.project, (), result.need, rival.facts, 0)
    assert (again.worth != rival.account.worth).any()
    own = account_of(result.definition, mine.proposal, mine.account.project, (), result.need, mine.facts, 0, "other")
    assert (own.worth != mine.account.worth).any()


SATELLITE = {"id": "satellite", "start": "mombasa-ken", "end": "karachi-pak", "setting": "satellite",
             "capacity_lit_gbps": 0.5, "musd_per_year": 2.3, "source": "the operator"}  # fmt: skip


def test_what_serves_today_is_paid_for_by_doing_nothing_and_ends_with_the_offer(net):
    made = Definition.model_validate(sample(today=[SATELLITE], proposal={"ends": ["satellite"]}))
    base = standing(net, made)
    assert "satellite" in set(base.spans.id)
    assert "satellite" not in set(with_proposal(net, base, made, made.proposal, "offer").net.spans.id)
    assert "satellite" in set(with_proposal(net, base, made, made.rivals[0], "rival").net.spans.id)
    for proposal, left in ((None, 2.3), (made.proposal, 0.0), (made.rivals[0], 2.3)):
        sheet = Sheet("any")
        kept_line(sheet, made, proposal)
        assert (sheet.lines[0].base, sheet.lines[0].basis) == (left, "measured")
    sheet = Sheet("any")
    kept_line(sheet, made, made.rivals[0].model_copy(update={"ends_not_known": ("satellite",)}))
    assert (sheet.lines[0].text, sheet.lines[0].basis) == ("0 to 2.3", "assumed")
    built = with_proposal(net, base, made, made.proposal, "offer")
    facts = proposal_facts(made.proposal, built, {"price_before": NOTHING}, NOTHING, class_view(made), 1.0,
                           made.ended(made.proposal))  # fmt: skip
    assert facts["avoided"].base == pytest.approx(2.3)


def test_cables_of_the_offer_that_carry_traffic_already_are_named_as_taken_out(net):
    made = Definition.model_validate(sample(proposal={"systems": ["old"]}))
    ready = net.replace(systems=net.systems.assign(status="in_service"))
    assert taken_out(ready, made) == ["old"]
    assert taken_out(net.replace(systems=net.systems.assign(status="under_construction")), made) == []
    left = standing(ready, made).spans
    assert "mombasa-ken" not in {*left.start, *left.end}
    assert len(left) == 1  # what of it does not reach Kenya stays


def test_replacing_the_vendor_costs_plant_fee_and_tied_debt(cell):
    plant = 0.25 * 60 * (1 - 1 / 15)
    assert cell("lock_in_1", "offer") == pytest.approx(plant + 4.0 + 44.0)
    assert cell("lock_in_1", "rival") == pytest.approx(0.25 * 90 * (1 - 1 / 15))


def test_works_that_are_shared_save_no_equipment(result):
    rival = result.alternatives[2]
    sheet, debt = Sheet("shared"), debt_of(rival.proposal, {})
    facts = rival.facts | {"capex": Fact(30.0, basis="assumed"), "equipment": rival.facts["capex"]}
    lock_in_lines(sheet, rival.proposal, facts, rival.account, debt, 2026)
    assert sheet.lines[0].base == pytest.approx(0.25 * 90 * (1 - 1 / 15))


def test_a_condition_says_of_whose_loans_it_is():
    tied = Clause(kind="tied", text="x", lenders=("Bank A",))
    assert clause_kind(tied) == "to be spent with one vendor only (loan of Bank A)"
    assert clause_kind(tied.model_copy(update={"lenders": ()})) == "loan to be spent with one vendor only"


def test_the_shared_build_costs_less_and_is_split(result, cell):
    assert cell("capex", "shared") < cell("capex", "offer")
    assert sum(result.split.amounts) == pytest.approx(60 * 2**0.6407727581914642)
    assert cell("debt", "shared") < cell("debt", "offer")


def test_another_is_first_beyond_a_figure_and_none_before_it(result):
    projects = {a.key: a.account.project for a in result.alternatives if a.account is not None}
    top, worths = result.ranking.order[0], result.ranking.worth
    assert "shared" not in result.ranking.order  # nobody has offered it

    def worth(figure, x):
        out = {"nothing": 0.0}
        for name, p in projects.items():
            share = p.capex_musd / projects["offer"].capex_musd if (name, figure) == ("shared", "grant_musd") else 1.0
            moved = figure in COMMON or name != "rival"
            out[name] = economic_npv(varied(p, {figure: x * share}) if moved else p)
        return out

    def first(values):
        return max((k for k in values if k != "shared"), key=values.get)

    assert 0 < len(result.ranking.switches) <= 3
    for row in result.ranking.switches.to_dict(orient="records"):
        now, at = row["now"], row["switch"]
        before, beyond = (worth(row["figure"], now + (at - now) * way) for way in (0.999, 1.001))
        assert first(before) == row["beside"] == top
        assert first(beyond) == row["first"] != top
        if row["shared"] == row["shared"]:
            mark = row["first"] if top == "offer" else top
            here, there = (worth(row["figure"], now + (row["shared"] - now) * way) for way in (0.999, 1.001))
            assert (here["shared"] > here[mark]) == (worths["shared"] > worths[mark])
            assert (there["shared"] > there[mark]) != (here["shared"] > here[mark])
    told = result.ranking.tried.set_index("figure")
    assert {"outage_factor", "gdp_growth", "hurdle"} <= set(told.index)  # the country's own figures are tried too


def test_the_draws_hold_what_is_offered(result):
    mine = result.alternatives[1].account
    assert set(mine.ranges) >= {"cost_ratio", "slip_years", "demand_factor", "growth", "price_change"}
    assert all(low <= base <= high for low, base, high in mine.ranges.values())
    again = account_of(
        result.definition, result.definition.proposal, mine.project, mine.missing, result.need,
        result.alternatives[1].facts, seed=0,
    )  # fmt: skip
    assert (again.worth == mine.worth).all()
    assert (varied(mine.project, {"operation_factor": 2.0, "growth": 0.3}).operation_musd) == pytest.approx(4.8)


def test_what_is_not_known_counts_for_nothing_and_is_told(result):
    mine = result.alternatives[1]
    need = result.need | {"price_before": NOTHING, "gdp": NOTHING}
    own = mine.facts | {"price_after": NOTHING, "capacity": NOTHING}
    project, missing = project_of(result.definition, mine.proposal, need, own, None, 100.0)
    assert by_year(project).gains.sum() == 0
    assert [words.split(":")[0] for words in missing] == [
        "wholesale price (what operators pay for capacity abroad)", "GDP",
    ]  # fmt: skip
    assert 0.3 < result.share_known < 0.8
    assert not result.completeness.set_index(["alternative", "fact"]).known["Cable B", "who repairs it"]


def test_saved_tables_say_how_they_were_had(result, tmp_path):
    folder = result.save(tmp_path / "out")
    names = {path.name for path in folder.iterdir()}
    assert {"offer.csv", "debt_service.csv", "years.csv", "questions.csv", "manifest.json"} <= names


def test_the_same_questions_are_put_to_every_home_state(result):
    counts = result.questions.groupby("country").topic.nunique()
    assert set(counts.index) == {"KEN", "PAK"}
    assert set(counts) == {3}


@pytest.mark.parametrize("name", shipped_offers())
def test_shipped_offers_have_sources_rivals_and_dates(name):
    made = open_offer(name)
    assert made.rivals
    for proposal in (made.proposal, *made.rivals):
        facts = {"capex_musd", "operation_musd_per_year", "capacity_gbps", "price_after", "more_users", "length_km"}
        stated = {key for key in facts if getattr(proposal, key) is not None}
        assert stated <= set(proposal.sources), (name, proposal.name)
        assert all(lending.source for lending in proposal.loans)
        assert all(clause.source for clause in proposal.clauses)
        for lending in proposal.loans:
            assert grant_element(loan_of(lending)) > -0.5


def test_two_loans_of_one_lender_are_owed_both(result):
    mine = result.alternatives[1]
    loan = mine.proposal.loans[0]
    twice = mine.proposal.model_copy(update={"loans": (loan, loan.model_copy(update={"amount": 10.0}))})
    account = replace(mine.account, service=debt_service(twice, result.definition))
    sheet = Sheet("offer")
    lock_in_lines(sheet, twice, mine.facts, account, debt_of(twice, {"EUR": 1.1}), 2026)
    assert sheet.lines[0].base == pytest.approx(0.25 * 60 * (1 - 1 / 15) + 4.0 + 1.1 * 50.0)


def test_a_fee_of_a_clause_that_has_ended_is_not_owed(result):
    mine = result.alternatives[1]
    ended = mine.proposal.model_copy(update={"clauses": (Clause(kind="exit", text="x", cost_musd=4.0, until=2030),)})
    sheet = Sheet("offer")
    lock_in_lines(sheet, ended, mine.facts, mine.account, debt_of(ended, {"EUR": 1.1}), 2026)
    assert sheet.lines[0].base > sheet.lines[1].base + 4.0
    assert sheet.lines[2].base == 0.0


def test_a_rate_that_floats_gives_debt_a_range(result):
    mine = result.alternatives[1]
    loan = mine.proposal.loans[0].model_copy(update={"rate_range": (0.01, 0.06)})
    floats = mine.proposal.model_copy(update={"loans": (loan,)})
    account = replace(mine.account, service=debt_service(floats, result.definition))
    sheet = Sheet("offer")
    money_lines(sheet, account, mine.facts, 4500.0, None, debt_of(floats, {"EUR": 1.1}))
    told = {line.row: line for line in sheet.lines}
    highest = [
        1.1 * yearly_service(loan_of(loan.model_copy(update={"rate": rate}))).service.max()
        for rate in (0.01, 0.02, 0.06)
    ]
    peak, cover = told["peak_service"], told["dscr"]
    assert (peak.low, peak.base, peak.high) == pytest.approx(tuple(highest))
    assert cover.low < cover.base < cover.high
    assert told["debt"].base == pytest.approx(44.0)


def test_what_is_worth_as_much_as_the_first_never_passes_it(result):
    mine = result.alternatives[1].account.project
    tried = rank({"offer": mine, "rival": mine}, {}, {}).tried
    assert set(tried["first"]) <= {"nothing", ""}
    assert (tried["first"] == "nothing").any()
