"""A NumPy or SciPy adjacency matrix -> GraphTables, never densified."""

from typing import TYPE_CHECKING, TypeGuard

import numpy as np
import pandas as pd

from vizlib.errors import VizlibError
from vizlib.graphs.read_frames import as_frame
from vizlib.graphs.tables import NO_COLUMNS, FrameColumns, GraphTables

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy.sparse import coo_array, sparray


def is_sparse(given: object) -> TypeGuard["sparray"]:
    """Tell a SciPy sparse array or matrix."""
    return type(given).__module__.startswith("scipy.sparse")


def from_matrix(
    matrix: "ArrayLike | sparray", nodes: object = None, directed: bool | None = None
) -> GraphTables:
    """Make a graph of an adjacency matrix; what is not zero is an edge with that ``weight``.

    Parameters
    ----------
    matrix
        ``(N, N)`` NumPy array or SciPy sparse array; the row is the source.
    nodes
        A frame with N rows, whose index is the node id.
    directed
        By default, whether the matrix is not symmetric.

    Raises
    ------
    VizlibError
        Where the matrix is not square, holds NaN, or is not symmetric though ``directed=False``.

    Examples
    --------
    >>> import numpy as np
    >>> from_matrix(np.array([[0, 1], [1, 0]])).edge_count
    1
    """
    from scipy.sparse import coo_array

    if not is_sparse(matrix):
        matrix = np.asarray(matrix)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise VizlibError(f"An adjacency matrix is square; this one has the shape {matrix.shape}.")
    cells = coo_array(matrix)
    cells.sum_duplicates()
    cells.eliminate_zeros()
    if cells.data.dtype.kind in "fc" and np.isnan(cells.data).any():
        raise VizlibError("The adjacency matrix holds NaN; put 0 where there is no edge.")
    symmetric = _symmetric(cells)
    if directed is False and not symmetric:
        raise VizlibError("The matrix is not symmetric, so its edges have a direction.")
    keep = slice(None) if directed or not symmetric else cells.row <= cells.col
    count = cells.shape[0]
    frame = None if nodes is None else as_frame(nodes, "nodes")
    if frame is not None and len(frame) != count:
        raise VizlibError(f"The matrix has {count:,} rows and the node frame {len(frame):,}.")
    return GraphTables(
        ids=pd.RangeIndex(count) if frame is None else frame.index,
        source=cells.row[keep].astype(np.int32),
        target=cells.col[keep].astype(np.int32),
        directed=not symmetric if directed is None else directed,
        node_columns=NO_COLUMNS if frame is None else FrameColumns(frame),
        edge_columns=FrameColumns(pd.DataFrame({"weight": cells.data[keep]})),
    )


def _symmetric(cells: "coo_array") -> bool:
    rows = cells.tocsr()
    return bool((rows != rows.T.tocsr()).nnz == 0)
