"""Many small matrices or graphs -> one block-diagonal sparse matrix."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import DTypeLike

from vizlib.arrays import AnyArray, LongArray
from vizlib.errors import VizlibError, short_traceback, unknown_choice
from vizlib.graphs.read import read_graph
from vizlib.graphs.read_matrices import is_sparse
from vizlib.graphs.tables import GraphTables

if TYPE_CHECKING:
    from scipy.sparse import coo_array, csr_array, sparray

FORMATS = ("csr", "csc", "coo")
CHUNK_BLOCKS = 512
Entries = tuple[LongArray, LongArray, AnyArray]
"""How many entries each row has, their columns and their values."""


@short_traceback
def block_diag(
    blocks: Iterable[object],
    format: Literal["csr", "csc", "coo"] = "csr",
    dtype: DTypeLike | None = None,
) -> "sparray":
    """Lay matrices along the diagonal of one sparse array.

    Zeros written out in a dense block are dropped; those stored in a sparse block are kept. Dense
    blocks are read in chunks, so that a generator of them needs little memory besides the result.

    Parameters
    ----------
    blocks
        Dense arrays, square or not, SciPy sparse arrays, networkx graphs or graph tables (their
        adjacency, ``weight`` where there is one), mixed.
    format
        Of the result.
    dtype
        Of the result; by default what all blocks promote to.

    Returns
    -------
    matrix
        A SciPy sparse array in canonical form, with indices of 64 bits where 32 do not suffice.

    Raises
    ------
    VizlibError
        Where a block is no matrix; it is named by its position.

    Examples
    --------
    >>> import numpy as np
    >>> block_diag([np.eye(2, dtype=int), np.array([[3, 0, 4]])]).toarray()
    array([[1, 0, 0, 0, 0],
           [0, 1, 0, 0, 0],
           [0, 0, 3, 0, 4]])
    """
    from scipy.sparse import csr_array

    if format not in FORMATS:
        raise unknown_choice("format", format, FORMATS)
    (inner, column, data), offsets = _entries_of(blocks)
    data = data if dtype is None else data.astype(dtype)
    shape = (int(offsets[-1, 0]), int(offsets[-1, 1]))
    kind = np.int32 if max(*shape, len(data)) <= np.iinfo(np.int32).max else np.int64
    pointers = np.zeros(shape[0] + 1, kind)
    np.cumsum(inner, out=pointers[1:])
    whole = csr_array((data, column.astype(kind, copy=False), pointers), shape=shape)
    whole.has_canonical_format = True
    if format == "csr":
        return whole
    triplets = whole.tocoo(copy=False)
    triplets.has_canonical_format = True
    return triplets if format == "coo" else triplets.tocsc()


@short_traceback
def block_diag_triplets(
    blocks: Iterable[object],
) -> tuple[LongArray, LongArray, AnyArray, LongArray]:
    """Find the entries of a block-diagonal matrix, for those who build it with another library.

    Parameters
    ----------
    blocks
        As :func:`block_diag` takes them.

    Returns
    -------
    row, column, data
        ``(M,)`` places and values, sorted by row and column.
    offsets
        ``(B + 1, 2)`` row and column where each block begins; the last is the whole shape.

    Examples
    --------
    >>> import numpy as np
    >>> block_diag_triplets([np.array([[7]]), np.array([[0, 8]])])[0].tolist()
    [0, 1]
    """
    (inner, column, data), offsets = _entries_of(blocks)
    row = np.repeat(np.arange(len(inner), dtype=np.int64), inner)
    return row, column.astype(np.int64, copy=False), data, offsets


def _entries_of(blocks: Iterable[object]) -> tuple[Entries, LongArray]:
    """Return the entries of the whole matrix, and the offsets of the blocks."""
    pieces: list[Entries] = []
    shapes: list[LongArray] = []
    corner = 0
    for run, dense in _runs(blocks):
        entries, sizes = _dense_entries(run, corner) if dense else _sparse_entries(run, corner)
        pieces.append(entries)
        shapes.append(sizes)
        corner += int(sizes[:, 1].sum())
    offsets = np.cumsum(np.concatenate([np.zeros((1, 2), np.int64), *shapes]), axis=0)
    if not pieces:
        none = np.zeros(0, np.int64)
        return (none, none, np.zeros(0)), offsets
    inner, column, data = (np.concatenate(arrays) for arrays in zip(*pieces, strict=True))
    return (inner, column, data), offsets


def _runs(blocks: Iterable[object]) -> Iterator[tuple[list[Any], bool]]:
    """Gather neighbouring blocks of one kind, dense or sparse, to chunks."""
    run: list[Any] = []
    dense = False
    for place, block in enumerate(blocks):
        matrix = _matrix(block, place)
        solid = isinstance(matrix, np.ndarray)
        if run and (solid != dense or len(run) >= CHUNK_BLOCKS):
            yield run, dense
            run = []
        run.append(matrix)
        dense = solid
    if run:
        yield run, dense


def _matrix(block: object, place: int) -> "AnyArray | sparray":
    """Return a block as a dense array or as a sparse one."""
    if isinstance(block, np.ndarray) and block.ndim == 2:
        return block
    if is_sparse(block) and len(block.shape) == 2:
        return block
    if isinstance(block, (np.ndarray, list, tuple)) or np.isscalar(block):
        return _array(block, place)
    try:
        tables = read_graph(block)
    except VizlibError as error:
        raise VizlibError(
            f"Block {place} is a {type(block).__name__}; a block is a matrix or a graph."
        ) from error
    return _adjacency(tables)


def _array(block: object, place: int) -> AnyArray:
    try:
        array = np.atleast_2d(np.asarray(block))
    except ValueError:
        array = np.zeros((0, 0, 0))
    if array.ndim == 2 and array.dtype.kind in "biufc":
        return array
    raise VizlibError(f"Block {place} is not a matrix: it has {np.ndim(array)} dimensions.")


def _adjacency(tables: GraphTables) -> "coo_array":
    from scipy.sparse import coo_array

    weight = np.ones(tables.edge_count, np.int64)
    if "weight" in tables.edge_columns:
        weight = tables.edge_columns.read("weight").fillna(1).to_numpy()
    row, column = tables.source, tables.target
    if not tables.directed:
        back = row != column
        row, column = np.append(row, column[back]), np.append(column, row[back])
        weight = np.append(weight, weight[back])
    shape = (tables.node_count, tables.node_count)
    whole = coo_array((weight, (row, column)), shape=shape)
    whole.sum_duplicates()
    return whole


def _dense_entries(run: list[AnyArray], corner: int) -> tuple[Entries, LongArray]:
    """Find what is not zero in dense blocks."""
    from vizlib.kernels.block_diagonal import count, fill

    sizes = np.array([block.shape for block in run], np.int64).reshape(-1, 2)
    rows, columns = sizes.T.copy()
    flat = np.concatenate([block.ravel() for block in run])
    inner = count(flat, rows, columns)
    total = int(inner.sum())
    column, data = np.empty(total, np.int64), np.empty(total, flat.dtype)
    fill(flat, rows, columns, np.cumsum(columns) - columns + corner, column, data)
    return (inner, column, data), sizes


def _sparse_entries(run: "list[sparray]", corner: int) -> tuple[Entries, LongArray]:
    """Shift the entries of sparse blocks; compressed rows need no sorting, others do."""
    csr = [block if _is_canonical(block) else _canonical(block) for block in run]
    sizes = np.array([block.shape for block in csr], np.int64).reshape(-1, 2)
    pointers = np.concatenate([block.indptr for block in csr]).astype(np.int64, copy=False)
    last = np.cumsum(sizes[:, 0] + 1) - 1
    between = np.ones(len(pointers) - 1, bool)
    between[last[:-1]] = False
    inner = np.diff(pointers)[between]
    shift = np.cumsum(sizes[:, 1]) - sizes[:, 1] + corner
    if sum(len(block.indices) for block in csr) != pointers[last].sum():
        csr = [block.copy() for block in csr]
        for block in csr:
            block.prune()
    column = np.concatenate([block.indices for block in csr])
    column = column + np.repeat(shift, pointers[last])
    data = np.concatenate([block.data for block in csr])
    return (inner, column, data), sizes


def _is_canonical(matrix: "sparray") -> bool:
    return matrix.format == "csr" and bool(matrix.has_canonical_format)


def _canonical(matrix: "sparray") -> "csr_array":
    """Return a block as compressed rows, each sorted and without duplicates; its own is kept."""
    csr = matrix if matrix.format == "csr" else matrix.tocsr()
    if csr.has_canonical_format:
        return csr
    csr = csr.copy() if csr is matrix else csr
    csr.sum_duplicates()
    return csr
