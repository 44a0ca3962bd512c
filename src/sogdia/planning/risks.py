"""What may be lost together, and who has a stake in what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.flows import lost_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sogdia.network import Network
    from sogdia.planning.candidates import Offers


def risks(
    net: Network,
    links: pd.DataFrame,
    offers: Offers,
    wanted: pd.DataFrame,
    held: pd.DataFrame,
    placed: pd.DataFrame,
    survive: tuple[str, ...],
) -> pd.DataFrame:
    """Give the links of each risk of the kinds asked for; see `parameters.RISKS`.

    Parameters
    ----------
    held
        What `stakes` gave.
    placed
        Rows group, node: where demands begin and end.

    Returns
    -------
    DataFrame
        risk, kind, link.
    """
    rows: list[tuple[str, str, str]] = []
    for kind in survive:
        found = _nodes(links, placed) if kind == "node" else _members(net, links, offers, wanted, held, kind)
        for name, members in found:
            rows += [(f"{kind} {name}", kind, link) for link in members]
    return pd.DataFrame(rows, columns=["risk", "kind", "link"])


def _members(
    net: Network, links: pd.DataFrame, offers: Offers, wanted: pd.DataFrame, held: pd.DataFrame, kind: str
) -> Iterator[tuple[str, list[str]]]:
    if kind == "span":
        grounded = links[links.setting != "satellite"]
        yield from ((name, [name]) for name in grounded.id)
    elif kind == "system":
        yield from _grouped(links.id, links.system)
    elif kind == "landing":
        yield from _landings(net, links)
    elif kind in ("supplier", "owner"):
        option_links = offers.option_links.groupby("option").link.agg(list).to_dict()
        for name, rows in held[held.kind == kind].groupby("name"):
            own = list(rows.link.dropna())
            own += [link for option in rows.option.dropna() for link in option_links.get(option, [])]
            yield str(name), sorted(set(own))
    else:
        yield from _by_loss(net, links, wanted, kind)


def _grouped(ids: pd.Series[str], keys: pd.Series[str]) -> Iterator[tuple[str, list[str]]]:
    for name, members in ids.groupby(keys.where(keys != "", ids).to_numpy()):
        yield str(name), list(members)


def _nodes(links: pd.DataFrame, placed: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Lose all that ends at one node; the only node of an origin or a destination is the end of all its traffic."""
    alone = set(placed.node[placed.groupby("group").node.transform("size") == 1])
    for node in sorted((set(links.start) | set(links.end)) - alone):
        yield str(node), list(links.id[(links.start == node) | (links.end == node)])


def _landings(net: Network, links: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Lose all cables under the sea that end at one place; branching units are no places."""
    units = set(net.nodes.id[net.nodes.kind == "branching_unit"])
    sea = links[links.setting == "submarine"]
    for node in sorted((set(sea.start) | set(sea.end)) - units):
        yield node, list(sea.id[(sea.start == node) | (sea.end == node)])


def _by_loss(net: Network, links: pd.DataFrame, wanted: pd.DataFrame, kind: str) -> Iterator[tuple[str, list[str]]]:
    """Let `flows.lost_spans` say what a strait, a country or a shared-risk group takes."""
    part = net.keep_spans(set(links.span))
    of_span = {str(span): list(ids) for span, ids in links.groupby("span").id}
    if kind == "strait":
        names = list(net.hazards.id[net.hazards.kind == "strait"])
    elif kind == "country":
        asked = {*wanted.country, *wanted.destination}
        ends = pd.concat([links.start, links.end]).map(dict(zip(net.nodes.id, net.nodes.country, strict=True)))
        names = sorted(set(ends.dropna()) - asked)
    else:
        names = sorted(
            {x.strip() for text in part.spans.shared_risk_groups.dropna() for x in str(text).split(";")} - {""}
        )
    for name in names:
        asked_of = {"strait": {"strait": name}, "country": {"withdraw": {"country": name}}, "group": {"group": name}}[
            kind
        ]
        lost = part.spans.id[lost_spans(part, **asked_of).lost]
        members = [link for span in lost for link in of_span[span]]
        if members:
            yield str(name), members


def stakes(net: Network, links: pd.DataFrame, offers: Offers) -> pd.DataFrame:
    """Give the shares of suppliers, owners and suppliers' home states in what stands and in what may be bought.

    Published shares count; several without a share divide the rest equally. What nobody is known for is nobody's. What
    may be bought has payers too: the financiers of its system, else its owners.

    Returns
    -------
    DataFrame
        kind, name, link (None for an option), option (None for a link), share.
    """
    home = net.organisations.set_index("id").country
    rows: list[tuple[str, str, str | None, str | None, float]] = []
    by_system: dict[str, list[tuple[str, str, float]]] = {}
    for (system, role), held in net.roles[net.roles.role.isin(["supplier", "owner", "financier"])].groupby(
        ["system", "role"]
    ):
        share = held.share.astype(float).to_numpy()
        left = max(0.0, 1.0 - np.nansum(share))
        unknown = np.isnan(share)
        share = np.where(unknown, left / max(unknown.sum(), 1), share)
        by_system.setdefault(str(system), []).extend(
            (str(role), str(who), float(part)) for who, part in zip(held.organisation, share, strict=True)
        )
    for link, system in zip(links.id, links.system, strict=True):
        known = by_system.get(system, [])
        rows += [(role, who, link, None, part) for role, who, part in known if role != "financier"]
    for option, system in offers.system_of.items():
        builders = [x for x in offers.supplier_of.get(option, "").split("+") if x]
        rows += [("supplier", who, None, option, 1.0 / len(builders)) for who in builders]
        known = by_system.get(system, [])
        rows += [
            (role, who, None, option, part)
            for role, who, part in known
            if role == "owner" or (role == "supplier" and not builders)
        ]
        paying = "financier" if any(role == "financier" for role, _, _ in known) else "owner"
        rows += [("payer", who, None, option, part) for role, who, part in known if role == paying]
    homes = [
        ("home", str(home[who]), link, option, part)
        for kind, who, link, option, part in rows
        if kind == "supplier" and who in home.index and pd.notna(home[who])
    ]
    table = pd.DataFrame([*rows, *homes], columns=["kind", "name", "link", "option", "share"])
    table = table.groupby(["kind", "name", "link", "option"], dropna=False, sort=True).share.sum().reset_index()
    return table.astype({"link": object, "option": object})
