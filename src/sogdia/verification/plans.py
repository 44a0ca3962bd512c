"""`verify`: recompute what a plan claims, from its question and its choice alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from sogdia.errors import Fault
from sogdia.results import Result, manifest
from sogdia.verification.most_flow import most_flow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion

TOLERANCE: Final = 1e-6
"""Relative difference of costs that counts as equal."""
ROUNDING_GBPS: Final = 0.05
"""Shortfall of a state that counts as rounding, Gbps for each demand."""
MOST_STATES: Final = 200_000
"""Combinations of losses that are all looked at; beyond it those that meet no link in use are left out."""


@dataclass(frozen=True)
class VerifyResult(Result):
    """What was recomputed; see `verify`.

    Attributes
    ----------
    faults
        All that does not hold; empty: the plan holds.
    states
        States that were looked at: phases times losses.
    """

    faults: tuple[Fault, ...] = field(default=())
    states: int = 0

    @property
    def verified(self) -> bool:
        """Say whether the plan holds."""
        return not self.faults


def verify(asked: PlanQuestion, choice: pd.DataFrame, claimed: dict[str, Any] | None = None) -> VerifyResult:
    """Recompute cost, spending, capacity, survival, shares and exits of a plan.

    Parameters
    ----------
    asked
        The question.
    choice
        Rows option, phase, built (1 where it is bought in this phase), modules (added in this phase).
    claimed
        What the plan says of itself: `cost_musd` (discounted) and `unserved_gbps` are held against what is found.

    Returns
    -------
    VerifyResult
        Rows check, found, limit, holds, in words.
    """
    work = _Work(asked, choice)
    work.check_choice()
    work.check_money(claimed or {})
    worst = work.check_traffic(claimed or {})
    work.check_shares()
    table = pd.DataFrame(work.rows, columns=["check", "found", "limit", "holds"])
    rule = (
        "Recomputed from the question and the choice alone, by code of its own: costs by addition, traffic by "
        f"maximum flow in each of {work.states:,} states, shares and exits by counting."
    )
    said = {"choice_rows": len(choice), "unserved_gbps": worst}
    return VerifyResult(table, rule, manifest("verify", said, digest=""), tuple(work.faults), work.states)


def rows_of(table: pd.DataFrame) -> Iterator[Any]:
    """Give a table's rows, each with its columns as attributes."""
    yield from table.itertuples(index=False)


class _Work:
    """The question and the choice at hand, and what was found so far."""

    def __init__(self, asked: PlanQuestion, choice: pd.DataFrame) -> None:
        self.asked, self.choice = asked, choice
        self.rows: list[tuple[str, float, float, bool]] = []
        self.faults: list[Fault] = []
        self.states = 0
        self.options = asked.options.set_index("id")
        self.phases = len(asked.rules.phases)
        self.links = asked.links.reset_index(drop=True)
        self.at = {name: i for i, name in enumerate(self.links.id)}
        self.nodes = {name: i for i, name in enumerate(sorted({*self.links.start, *self.links.end}))}
        self.tail = np.array([self.nodes[x] for x in self.links.start], dtype=np.int64)
        self.head = np.array([self.nodes[x] for x in self.links.end], dtype=np.int64)

    def note(self, check: str, found: float, limit: float, *, holds: bool, where: str = "plan", mend: str = "") -> None:
        self.rows.append((check, found, limit, holds))
        if not holds:
            self.faults.append(Fault(where, "", f"{found:,.4f}", f"{check}: the limit is {limit:,.4f}", mend))

    def by(self, phase: int) -> pd.Series[float]:
        """Give the modules of each option by the end of a phase."""
        rows = self.choice[self.choice.phase <= phase]
        return rows.groupby("option").modules.sum().reindex(self.options.index).fillna(0.0).astype(float)

    def check_choice(self) -> None:
        """Hold each purchase against what is offered."""
        for row in rows_of(self.choice):
            where = f"choice {row.option!r}"
            if row.option not in self.options.index:
                self.faults.append(Fault(where, "option", str(row.option), "no such option"))
                continue
            offer = self.options.loc[row.option]
            if row.phase < offer.first_phase or row.phase >= self.phases:
                self.faults.append(Fault(where, "phase", str(row.phase), "not offered in this phase"))
            if row.modules < 0 or abs(row.modules - round(row.modules)) > 1e-6:
                self.faults.append(Fault(where, "modules", str(row.modules), "modules are whole and 0 or more"))
        known = self.choice[self.choice.option.isin(self.options.index)]
        total = known.groupby("option")[["built", "modules"]].sum()
        offers = self.options.reindex(total.index)
        over = total.modules > offers.most_modules + 1e-6
        unpaid = (offers.fixed_musd > 0) & (total.modules > 1e-6) & (total.built < 1 - 1e-6)
        for name in total.index[over]:
            self.faults.append(Fault(f"choice {name!r}", "modules", str(total.modules[name]), "more than are offered"))
        for name in total.index[unpaid | (total.built > 1 + 1e-6)]:
            self.faults.append(
                Fault(f"choice {name!r}", "built", str(total.built[name]), "bought once where it is used")
            )
        early = known.sort_values("phase").groupby("option")
        for name, rows in early:
            first_built = rows.phase[rows.built > 0.5].min()
            first_used = rows.phase[rows.modules > 1e-6].min()
            if self.options.fixed_musd[name] > 0 and first_used < first_built:
                self.faults.append(Fault(f"choice {name!r}", "phase", str(first_used), "used before it is bought"))
        rivals = self.options.rivalry.fillna("").reindex(total.index)
        taken = rivals[(total.built > 0.5) & (rivals != "")]
        for name in sorted(set(taken[taken.duplicated()])):
            self.faults.append(Fault("choice", "option", name, "two options that exclude each other"))

    def check_money(self, claimed: dict[str, Any]) -> None:
        """Add up cost and spending."""
        rules = self.asked.rules
        known = self.choice[self.choice.option.isin(self.options.index)]
        offers = self.options.reindex(known.option)
        spent = (
            known.built.to_numpy() * offers.fixed_musd.to_numpy()
            + known.modules.to_numpy() * offers.module_musd.to_numpy()
        )
        years = np.array([rules.phases[p] for p in known.phase], dtype=float) - rules.phases[0]
        cost = float((spent / (1.0 + rules.discount_rate) ** years).sum())
        if "cost_musd" in claimed:
            said = float(claimed["cost_musd"])
            self.note(
                "discounted cost, US$ million, as claimed",
                cost,
                said,
                holds=abs(cost - said) <= TOLERANCE * max(1.0, abs(cost)),
            )
        by_phase = [float(spent[(known.phase == p).to_numpy()].sum()) for p in range(self.phases)]
        if len(rules.budget_musd) == 1:
            by_phase = [sum(by_phase)]
        for p, most in enumerate(rules.budget_musd):
            words = "spending" if len(rules.budget_musd) == 1 else f"spending in {rules.phases[p]}"
            self.note(f"{words}, US$ million", by_phase[p], most, holds=by_phase[p] <= most * (1 + TOLERANCE) + 1e-6)

    def capacity(self, phase: int) -> NDArray[np.float64]:
        """Give the capacity of each link in a phase."""
        stands = (self.links.first_phase <= phase) & (phase < self.links.end_phase)
        capacity = np.where(stands, self.links.capacity_gbps.to_numpy(dtype=float), 0.0)
        added = self.by(phase) * self.options.module_gbps.astype(float)
        for option, link in zip(self.asked.option_links.option, self.asked.option_links.link, strict=True):
            capacity[self.at[link]] += added[option]
        return capacity

    def check_traffic(self, claimed: dict[str, Any]) -> float:
        """Carry the traffic of each phase, whole and after each loss; give the worst shortfall, Gbps."""
        rules, worst = self.asked.rules, 0.0
        groups = {str(name): {self.nodes[x] for x in rows} for name, rows in self.asked.places.groupby("group").node}
        watched = self.asked.risks[self.asked.risks.kind.isin(rules.survive)]
        risks = {str(name): np.array([self.at[x] for x in rows]) for name, rows in watched.groupby("risk").link}
        limit = float(claimed.get("unserved_gbps", 0.0)) if rules.seek == "loss" else 0.0
        for phase in range(self.phases):
            goods = self.asked.demands[self.asked.demands.phase == phase]
            capacity = self.capacity(phase)
            short, used = self.short(capacity, goods, groups, 1.0)
            self.states += 1
            year = rules.phases[phase]
            slack = ROUNDING_GBPS * max(len(goods), 1)
            self.note(
                f"unserved in {year} without a loss, Gbps", short, limit, holds=short <= limit * (1 + 1e-5) + slack
            )
            worst_here, name_here = 0.0, ""
            for lost in self.losses(risks, used):
                left = capacity.copy()
                for name in lost:
                    left[risks[name]] = 0.0
                after, _ = self.short(left, goods, groups, rules.share_kept)
                self.states += 1
                if after > worst_here:
                    worst_here, name_here = after, " and ".join(lost)
            if risks and rules.losses:
                words = f"unserved in {year} after the worst loss ({name_here or 'none takes any'}), Gbps"
                self.note(words, worst_here, limit, holds=worst_here <= limit * (1 + 1e-5) + slack)
            worst = max(worst, short, worst_here)
            self.check_exits(phase, capacity, goods, groups)
        return worst

    def losses(self, risks: dict[str, NDArray[np.int64]], used: NDArray[np.bool_]) -> Iterator[tuple[str, ...]]:
        """Give what is lost together: all combinations; when they are too many, those that meet a link in use."""
        k = min(self.asked.rules.losses, len(risks))
        if not k:
            return
        names = sorted(risks)
        count = 1.0
        for i in range(k):
            count *= (len(names) - i) / (i + 1)
        touching = [name for name in names if used[risks[name]].any()]
        if count <= MOST_STATES:
            yield from combinations(names, k)
            return
        for name in touching:
            for rest in combinations([x for x in names if x != name], k - 1):
                yield (name, *rest)

    def short(
        self, capacity: NDArray[np.float64], goods: pd.DataFrame, groups: dict[str, set[int]], kept: float
    ) -> tuple[float, NDArray[np.bool_]]:
        """Give what cannot be carried, Gbps, and which links were used."""
        if goods.empty:
            return 0.0, np.zeros(len(capacity), dtype=bool)
        if len(set(goods.destination)) > 1:
            return self._short_of_several(capacity, goods, groups, kept)
        count = len(self.nodes)
        arcs: list[tuple[int, int, float]] = []
        for i, row in enumerate(rows_of(goods)):
            amount = float(row.gbps) * kept
            arcs.append((count, count + 2 + i, amount))
            arcs += [(count + 2 + i, node, amount) for node in sorted(groups[row.origin])]
        total = float(goods.gbps.sum()) * kept
        arcs += [(node, count + 1, total) for node in sorted(groups[goods.destination.iloc[0]])]
        extra_tail, extra_head, extra_size = (np.array(part) for part in zip(*arcs, strict=True))
        tail = np.concatenate([self.tail, self.head, extra_tail])
        head = np.concatenate([self.head, self.tail, extra_head])
        size = np.concatenate([capacity, capacity, extra_size])
        carried, flow = most_flow(tail, head, size, count, count + 1, count + 2 + len(goods))
        links = len(capacity)
        return total - carried, np.abs(flow[:links] - flow[links : 2 * links]) > 1e-6

    def _short_of_several(
        self, capacity: NDArray[np.float64], goods: pd.DataFrame, groups: dict[str, set[int]], kept: float
    ) -> tuple[float, NDArray[np.bool_]]:
        """Carry several destinations at once, by a linear programme with one commodity for each demand."""
        links, count, width = len(capacity), len(self.nodes), len(goods)
        balance, load, columns = [], [], 0
        for k, row in enumerate(rows_of(goods)):
            ends = groups[row.destination]
            for tail, head, shift in ((self.tail, self.head, 0), (self.head, self.tail, links)):
                at = columns + shift + np.arange(links)
                free_tail, free_head = ~np.isin(tail, list(ends)), ~np.isin(head, list(ends))
                balance += [
                    (k * count + tail[free_tail], at[free_tail], 1.0),
                    (k * count + head[free_head], at[free_head], -1.0),
                ]
                load.append((np.arange(links), at))
            columns += 2 * links
        entries = [(k, node) for k, row in enumerate(rows_of(goods)) for node in sorted(groups[row.origin])]
        total = columns + len(entries)
        rows = [np.asarray(r) for r, _, _ in balance] + [np.array([k * count + n]) for k, n in entries]
        cols = [c for _, c, _ in balance] + [np.array([columns + i]) for i in range(len(entries))]
        vals = [np.full(len(r), s) for r, _, s in balance] + [np.array([-1.0])] * len(entries)
        inside = {k: groups[row.destination] for k, row in enumerate(rows_of(goods))}
        for i, (k, node) in enumerate(entries):
            if node in inside[k]:
                vals[len(balance) + i] = np.array([0.0])
        equal = coo_matrix(
            (np.concatenate(vals), (np.concatenate(rows), np.concatenate(cols))), shape=(width * count, total)
        ).tocsr()
        most_rows = np.concatenate([r for r, _ in load] + [np.array([links + k]) for k, _ in entries])
        most_cols = np.concatenate([c for _, c in load] + [np.array([columns + i]) for i in range(len(entries))])
        most = coo_matrix((np.ones(len(most_rows)), (most_rows, most_cols)), shape=(links + width, total)).tocsr()
        limit = np.concatenate([capacity, goods.gbps.to_numpy(dtype=float) * kept])
        cost = np.zeros(total)
        cost[columns:] = -1.0
        found = linprog(cost, A_ub=most, b_ub=limit, A_eq=equal, b_eq=np.zeros(width * count), method="highs")
        used = found.x[:columns].reshape(-1, links).sum(axis=0) > 1e-6
        return float(goods.gbps.sum()) * kept + float(found.fun), used

    def check_exits(
        self, phase: int, capacity: NDArray[np.float64], goods: pd.DataFrame, groups: dict[str, set[int]]
    ) -> None:
        """Count link-disjoint ways of each origin."""
        if not self.asked.rules.exits:
            return
        there = (capacity > 1e-6).astype(float)
        for row in rows_of(goods[goods.gbps > 0]):
            alone = goods[goods.id == row.id].assign(gbps=float(self.asked.rules.exits))
            short, _ = self.short(there, alone, groups, 1.0)
            ways = self.asked.rules.exits - short
            words = f"disjoint ways of {row.id} in {self.asked.rules.phases[phase]}"
            self.note(words, ways, float(self.asked.rules.exits), holds=short <= 1e-6)

    def check_shares(self) -> None:
        """Count who has what share of what."""
        rules = self.asked.rules
        known = self.choice[self.choice.option.isin(self.options.index)]
        for kind, most in rules.most_share.items():
            held = self.asked.stakes[self.asked.stakes.kind == kind]
            for phase in range(self.phases):
                weights = self._weights(known[known.phase <= phase], phase)
                if not weights:
                    continue
                sums: dict[str, float] = {}
                for row in rows_of(held):
                    key = f"option {row.option}" if isinstance(row.option, str) and row.option else f"link {row.link}"
                    sums[str(row.name)] = sums.get(str(row.name), 0.0) + float(row.share) * weights.get(key, 0.0)
                total = sum(sums.values())
                if total <= 0:
                    continue
                name = max(sorted(sums), key=lambda who: sums[who])
                share = sums[name] / total
                words = f"largest {kind}'s share of {rules.share_of} in {rules.phases[phase]} ({name})"
                self.note(words, share, most, holds=share <= most * (1 + TOLERANCE) + 1e-9)

    def _weights(self, rows: pd.DataFrame, phase: int) -> dict[str, float]:
        """Give what each link and each option weighs in a share."""
        rules = self.asked.rules
        leaves = self.links.set_index("id").leaves.astype(bool)
        weights: dict[str, float] = {}
        for row in rows_of(rows):
            offer = self.options.loc[row.option]
            if rules.share_of == "cost":
                weight = float(row.built * offer.fixed_musd + row.modules * offer.module_musd)
            else:
                own = self.asked.option_links.link[self.asked.option_links.option == row.option]
                weight = float(row.modules * offer.module_gbps * leaves.reindex(own).sum())
            weights[f"option {row.option}"] = weights.get(f"option {row.option}", 0.0) + weight
        if rules.share_of == "capacity":
            stands = (self.links.first_phase <= phase) & (phase < self.links.end_phase) & self.links.leaves.astype(bool)
            for name, gbps in zip(self.links.id[stands], self.links.capacity_gbps[stands], strict=True):
                weights[f"link {name}"] = float(gbps)
        return weights
