"""How much groups have to do with one another -> an order of the groups: a chain, or leaves."""

from dataclasses import replace
from functools import partial
from typing import TypeGuard, get_args

import numpy as np

from vizlib.arrays import FloatArray, IntArray, LongArray
from vizlib.errors import VizlibError
from vizlib.graphs.fields import usable_weights
from vizlib.graphs.tables import GraphTables, over_edges
from vizlib.graphs.values import MISSING
from vizlib.layouts.order import ByEdges, Order

EARLIER_SHARE = 0.3
"""What contact with all groups that stand already counts, beside that with the last of them."""
MAX_CHAIN = 10
"""Groups up to which a chain from the largest reads better than the leaves of a tree."""
MAX_ORDERED_GROUPS = 500
"""Groups beyond which a chain is none that anybody follows, and a tree takes too long."""


def is_contact_order(group_order: object) -> TypeGuard[ByEdges]:
    """Tell whether an order of groups follows from the edges."""
    return isinstance(group_order, str) and group_order in get_args(ByEdges)


def with_contact(order: Order, tables: GraphTables, how: ByEdges) -> Order:
    """Put the groups of an order, which stand by size, in one that follows from the edges.

    Missing values stay the last group.

    Parameters
    ----------
    order
        The nodes, the largest group first.
    tables
        The graph; the field ``weight`` of its edges counts, where there is one of numbers.
    how
        See :func:`arranged`.
    """
    count = len(order.labels) - (order.labels[-1] == MISSING)
    if count < 2:
        return order
    contact = contact_between(order, tables)
    places = np.append(arranged(contact[:count, :count], how), np.arange(count, len(order.labels)))
    return in_group_order(order, places)


def in_group_order(order: Order, places: LongArray) -> Order:
    """Return an order whose groups ``(G,)`` stand in another; inside them nothing changes."""
    rank = np.empty(len(places), np.int32)
    rank[places] = np.arange(len(places))
    sizes = order.sizes[places]
    starts = np.cumsum(sizes) - sizes
    group = rank[order.group]
    return replace(
        order, place=starts[group] + order.within, group=group,
        labels=tuple(order.labels[place] for place in places.tolist()),
    )  # fmt: skip


def contact_between(order: Order, tables: GraphTables) -> FloatArray:
    """Add up the weight of edges between each pair of groups: ``(G, G)``, symmetric."""
    count = len(order.labels)
    if count > MAX_ORDERED_GROUPS:
        return np.zeros((count, count))
    one_way = over_edges(tables, partial(_contact, order.group, count))
    both: FloatArray = one_way + one_way.T
    return both


def _contact(group: IntArray, count: int, tables: GraphTables) -> FloatArray:
    key = group[tables.source].astype(np.int64) * count + group[tables.target]
    total: FloatArray = np.bincount(key, usable_weights(tables), count * count).astype(float)
    return total.reshape(count, count)


def arranged(contact: FloatArray, how: ByEdges) -> LongArray:
    """Return the numbers of the groups in an order that follows from their contact.

    Parameters
    ----------
    contact
        ``(G, G)`` how much each pair has to do with one another; symmetric.
    how
        ``"contact"``: a chain from the first, each next to the one it has most to do with;
        ``"similarity"``: average linkage of the logarithm of what is seen over what is expected,
        its leaves in the best order (Bar-Joseph, Gifford and Jaakkola 2001); ``"auto"``: a chain of
        up to ten, a tree of more.
    """
    if how == "contact" or (how == "auto" and not MAX_CHAIN < len(contact) <= MAX_ORDERED_GROUPS):
        return _chain(contact)
    if len(contact) > MAX_ORDERED_GROUPS:
        raise VizlibError(
            f"group_order='similarity' orders {MAX_ORDERED_GROUPS} groups at most, and there are"
            f" {len(contact):,}; give 'size', or group by a coarser field."
        )
    return _leaves(contact)


def _chain(contact: FloatArray) -> LongArray:
    """Begin with the first, and go on to the one that has most to do with the last."""
    if len(contact) > MAX_ORDERED_GROUPS or not len(contact):
        return np.arange(len(contact))
    chain, left = [0], np.ones(len(contact), bool)
    left[0] = False
    earlier = contact[0].copy()
    while left.any():
        score = np.where(left, contact[chain[-1]] + EARLIER_SHARE * earlier, -1.0)
        # Sums in another order differ in their last digits, which must not choose the next.
        nearest = int(np.flatnonzero(score >= score.max() * (1 - 1e-9))[0])
        chain.append(nearest)
        left[nearest] = False
        earlier = earlier + contact[nearest]
    return np.array(chain, np.int64)


def _leaves(contact: FloatArray) -> LongArray:
    """Join the groups that meet more than by chance, and return the leaves of the tree."""
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    if len(contact) < 3:
        return np.arange(len(contact))
    share = contact.sum(axis=1)
    expected = np.outer(share, share) / max(float(share.sum()), 1e-300)
    ratio = np.divide(contact, expected, out=np.zeros_like(contact), where=expected > 0)
    near = np.log1p(ratio)
    np.fill_diagonal(near, 0.0)
    far = near.max() - near
    np.fill_diagonal(far, 0.0)
    between = squareform(far, checks=False)
    leaves: LongArray = leaves_list(optimal_leaf_ordering(linkage(between, "average"), between))
    return leaves.astype(np.int64)
