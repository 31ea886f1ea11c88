"""A NumPy or SciPy adjacency matrix -> GraphTables, never densified."""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
import pandas as pd

from vizlib.errors import VizlibError, listed, short_traceback
from vizlib.graphs.read_rows import as_frame, node_frame
from vizlib.graphs.tables import NO_COLUMNS, FrameColumns, GraphTables, index_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy.sparse import coo_array, csr_array, sparray

ROUNDING = 1e-9
"""Two weights that differ by less than this part of themselves are the same, but for rounding."""
ROUNDINGS_OF_GREATEST = 64
"""They are too where they differ by fewer roundings of the greatest weight (sums that cancel)."""


def is_sparse(given: object) -> TypeGuard["sparray"]:
    """Tell a SciPy sparse array or matrix."""
    return type(given).__module__.startswith("scipy.sparse")


@short_traceback
def from_matrix(
    matrix: "ArrayLike | sparray | pd.DataFrame",
    nodes: object = None,
    directed: bool | None = None,
    id: Hashable | None = None,
) -> GraphTables:
    """Make a graph of an adjacency matrix; what is not zero is an edge with that ``weight``.

    Rounding is no direction: weights of the two directions are the same where they differ by less
    than a billionth of themselves, or by 64 roundings of the greatest one. They become one edge
    with their mean, unless ``directed=True``.

    Parameters
    ----------
    matrix
        ``(N, N)`` NumPy array, SciPy sparse array, nested lists, or a data frame, whose index names
        the nodes; the row is the source. Columns of a frame hold the same names, in any order, or
        none; where the index holds none, those of the columns count.
    nodes
        The N names as a list, an index or a Series, or a frame with N rows whose index is the node
        id. For a matrix with names they are put into its order.
    directed
        By default, whether the matrix is not symmetric but for rounding.
    id
        The column of the node frame that holds the ids, where its index does not.

    Raises
    ------
    VizlibError
        Where the matrix is not square or no matrix of real numbers, holds NaN, has other names in
        rows than in columns or nodes, a name twice, or is not symmetric though ``directed=False``.

    Examples
    --------
    >>> import numpy as np
    >>> from_matrix(np.array([[0, 1], [1, 0]]), nodes=["a", "b"]).edges
      source target  weight
    0      a      b       1
    """
    names, cells = _cells(matrix)
    same, symmetric = _one_direction(cells)
    if directed is False and not symmetric:
        raise VizlibError(
            "The matrix is not symmetric, so its edges have a direction; for an undirected graph"
            " give matrix + matrix.T, or whatever joins the two directions."
        )
    directed = not symmetric if directed is None else bool(directed)
    cells = cells if directed else same
    keep = slice(None) if directed else cells.row <= cells.col
    ids, frame = _nodes(names, nodes, id, cells.shape[0])
    return GraphTables(
        ids=ids,
        source=cells.row[keep].astype(np.int32),
        target=cells.col[keep].astype(np.int32),
        directed=directed,
        node_columns=NO_COLUMNS if frame is None else FrameColumns(frame),
        edge_columns=FrameColumns(pd.DataFrame({"weight": cells.data[keep]})),
    )


def _cells(matrix: object) -> "tuple[pd.Index[Any] | None, coo_array]":
    """Return the names of the nodes, if the matrix has some, and its entries."""
    from scipy.sparse import coo_array

    names, given = _named(matrix) if isinstance(matrix, pd.DataFrame) else (None, matrix)
    values = given if is_sparse(given) else _dense(given)
    if values.ndim != 2 or values.shape[0] != values.shape[1]:
        raise VizlibError(f"An adjacency matrix is square; this one has the shape {values.shape}.")
    cells = coo_array(values)
    cells.sum_duplicates()
    cells.eliminate_zeros()
    if cells.data.dtype.kind == "c":
        raise VizlibError(
            "The adjacency matrix holds complex numbers; give np.abs(matrix), or its real part."
        )
    if cells.data.dtype.kind == "f" and np.isnan(cells.data).any():
        raise VizlibError("The adjacency matrix holds NaN; put 0 where there is no edge.")
    return names, cells


def _dense(given: object) -> "np.ndarray[Any, Any]":
    try:
        array = np.asarray(given)
        return array.astype(float) if array.dtype.kind == "O" else _numeric(array)
    except (TypeError, ValueError) as error:
        raise VizlibError(
            f"An adjacency matrix has rows of numbers, all of one length ({error})."
        ) from error


def _numeric(array: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    if array.dtype.kind not in "biufc":
        raise TypeError(f"its values are of the type {array.dtype}")
    return array.astype(np.float32) if array.dtype == np.float16 else array


def _named(frame: pd.DataFrame) -> "tuple[pd.Index[Any] | None, object]":
    """Return the names in a frame and its values, the columns in the order of the rows."""
    rows, columns = frame.index, frame.columns
    if frame.shape[0] != frame.shape[1] or _is_numbered(columns):
        return None if _is_numbered(rows) else _once(rows), _values(frame)
    if _is_numbered(rows):
        return _once(columns), _values(frame)
    places = _places(_once(columns), _once(rows), "columns")
    return rows, _values(frame.iloc[:, places])


def _values(frame: pd.DataFrame) -> object:
    sparse = len(frame.columns) and all(isinstance(kind, pd.SparseDtype) for kind in frame.dtypes)
    if not sparse:
        return frame.to_numpy()
    coordinates: object = frame.sparse.to_coo()  # type: ignore[attr-defined]
    return coordinates


def _is_numbered(index: "pd.Index[Any]") -> bool:
    """Tell whether an index holds no names, only the numbers that pandas gives."""
    return isinstance(index, pd.RangeIndex) and index.equals(pd.RangeIndex(len(index)))


def _once(names: "pd.Index[Any]") -> "pd.Index[Any]":
    if not names.is_unique:
        repeated = names[names.duplicated()].unique()
        raise VizlibError(f"The names {listed(repeated)} come twice; name each node once.")
    return names


def _places(names: "pd.Index[Any]", wanted: "pd.Index[Any]", what: str) -> Any:
    """Return the places ``(N,)`` of the wanted names in others, which must be the same ones."""
    places = names.get_indexer(wanted)
    if len(names) != len(wanted) or (places < 0).any():
        lacking, more = wanted[places < 0], names[~names.isin(wanted)]
        raise VizlibError(
            f"The rows of the matrix and its {what} hold different names: {listed(lacking)} only"
            f" the rows, {listed(more)} only the {what}. A graph has the same nodes in both."
        )
    return places


def _nodes(
    names: "pd.Index[Any] | None", nodes: object, id: Hashable | None, count: int
) -> "tuple[pd.Index[Any], pd.DataFrame | None]":
    """Return the ids of the nodes, and their fields in order."""
    if nodes is None:
        return pd.RangeIndex(count) if names is None else names, None
    frame = _frame(nodes, id)
    if len(frame) != count:
        raise VizlibError(f"The matrix has {count:,} rows and there are {len(frame):,} nodes.")
    _once(frame.index)
    if names is not None:
        frame = frame.iloc[_places(frame.index, names, "nodes")]
    return frame.index, frame


def _frame(nodes: object, id: Hashable | None) -> pd.DataFrame:
    """Make a node frame of one, or of names alone."""
    if isinstance(nodes, pd.Index):
        return pd.DataFrame(index=nodes)
    if isinstance(nodes, (list, tuple, pd.Series, np.ndarray)):
        names = list(nodes)
        if all(isinstance(name, Hashable) for name in names):
            return pd.DataFrame(index=index_of(names))
        if not all(isinstance(row, Mapping) for row in names):
            raise VizlibError(
                "nodes holds lists, which cannot be names; give a list of names, or a data frame"
                " whose index holds them."
            )
    return as_frame(nodes, "nodes") if id is None else node_frame(nodes, id)


def _one_direction(cells: "coo_array") -> "tuple[coo_array, bool]":
    """Return the mean of both directions, and whether they are the same but for rounding."""
    rows = cells.tocsr()
    back = rows.T.tocsr()
    if (rows != back).nnz == 0:
        return cells, True
    if cells.data.dtype.kind != "f" or not _is_rounding(rows, back):
        return cells, False
    mean = (rows / 2 + back / 2).astype(rows.dtype)
    return mean.tocoo(), True


def _is_rounding(rows: "csr_array", back: "csr_array") -> bool:
    """Tell whether two matrices differ by no more than rounding."""
    away = abs(rows - back)
    greatest = abs(rows).max()
    if not np.isfinite(greatest):
        return False
    larger = abs(rows).maximum(abs(back))
    unit = ROUNDINGS_OF_GREATEST * np.finfo(rows.dtype).eps * greatest
    return bool(((away - ROUNDING * larger).data <= unit).all())
