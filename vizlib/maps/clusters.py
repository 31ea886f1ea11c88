"""Places on the globe -> clusters that wide gaps keep apart."""

import numpy as np

from vizlib.arrays import FloatArray, LongArray
from vizlib.maps.sphere import finite_rows, unit_vectors

EARTH_RADIUS_KM = 6371.0088
GAP_KM = 600.0
CELL_KM = 25.0
"""Side of the cells by which very many places are gathered before their distances are measured."""


def clusters(lon: FloatArray, lat: FloatArray, gap_km: float = GAP_KM) -> LongArray:
    """Join places that lie no farther apart than a gap, and what these join (single linkage).

    Parameters
    ----------
    lon, lat
        ``(N,)`` degrees.
    gap_km
        Great-circle distance beyond which places are not joined.

    Returns
    -------
    cluster
        ``(N,)`` its number; -1 where there is no position.

    Examples
    --------
    >>> clusters(np.array([0.0, 4, 40, np.nan]), np.zeros(4)).tolist()
    [0, 0, 1, -1]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    points = unit_vectors(lon, lat)
    placed = finite_rows(points)
    cluster = np.full(len(points), -1, np.int64)
    cells = np.floor(points[placed] * (EARTH_RADIUS_KM / CELL_KM)).astype(np.int64)
    _, first, cell = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    chosen = points[placed][first]
    chord = 2 * np.sin(gap_km / EARTH_RADIUS_KM / 2)
    near = cKDTree(chosen).query_pairs(chord, output_type="ndarray") if len(chosen) else first[:0]
    ends = near.reshape(-1, 2).T
    joined = coo_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(len(chosen),) * 2)
    number = connected_components(joined, directed=False)[1]
    cluster[placed] = number[cell.reshape(-1)]
    return _in_order_of_appearance(cluster)


def _in_order_of_appearance(cluster: LongArray) -> LongArray:
    known = cluster >= 0
    values, first, place = np.unique(cluster[known], return_index=True, return_inverse=True)
    rank = np.empty(len(values), np.int64)
    rank[np.argsort(first)] = np.arange(len(values))
    numbered = cluster.copy()
    numbered[known] = rank[place.reshape(-1)]
    return numbered
