"""A graph of which no order is given -> an Order: communities, named after their strongest node."""

from dataclasses import replace

import numpy as np
import pandas as pd

from vizlib.arrays import AnyArray, FloatArray
from vizlib.core import thresholds
from vizlib.errors import VizlibError
from vizlib.graphs.fields import DERIVED, edge_weights, usable_weights
from vizlib.graphs.tables import GraphTables, over_edges
from vizlib.graphs.values import name_of
from vizlib.layouts.contact import arranged, contact_between, in_group_order
from vizlib.layouts.order import Order, order_nodes

ALONE = "others"
"""What nodes are called that are in no community."""


def has_communities(tables: GraphTables) -> bool:
    """Tell whether communities may be looked for unasked: of few edges, whose weights can be used.

    Edges of negative weight keep nodes apart, which communities would take for the opposite.
    """
    most = thresholds.LIMITS.community_edges
    if tables.partitions is not None or tables.edge_count > most:
        return False
    try:
        return not bool((edge_weights(tables) < 0).any())
    except VizlibError:
        return False


def strength_of(tables: GraphTables) -> FloatArray:
    """Return ``(N,)`` the weight of the edges of each node."""
    return over_edges(tables, _strength)


def _strength(tables: GraphTables) -> FloatArray:
    weight, count = usable_weights(tables), tables.node_count
    leaving = np.bincount(tables.source, weight, count)
    return np.asarray(leaving + np.bincount(tables.target, weight, count), float)


def order_by_communities(tables: GraphTables) -> Order:
    """Put nodes in order: communities in a chain of contact, inside each the strongest first.

    Nodes in no community stand last; a graph of one community has no groups.
    """
    count = tables.node_count
    keys = [(pd.Series(strength_of(tables)), True)]
    number = np.asarray(DERIVED["community"](tables), np.int64)
    alone = np.bincount(number, minlength=1)[number] == 1
    if not count or alone.all() or len(np.unique(number)) == 1:
        return order_nodes(count, keys=keys)
    # Communities are numbered by size, so that those of one node are the last.
    known = int(number[~alone].max()) + 1
    number[alone] = known
    order = order_nodes(count, pd.Series(number), keys=keys)
    contact = contact_between(order, tables)[:known, :known]
    places = np.append(arranged(contact, "auto"), np.arange(known, len(order.labels)))
    return in_group_order(replace(order, labels=_named(order, tables, known)), places)


def _named(order: Order, tables: GraphTables, known: int) -> tuple[str, ...]:
    """Name communities after the node that stands first in each."""
    first: AnyArray = order.nodes[order.starts[:known]]
    names = tuple(f"around {name_of(tables.ids[node])}" for node in first.tolist())
    return (*names, *(ALONE,) * (len(order.labels) - known))
