"""Many small matrices or graphs -> one block-diagonal sparse matrix."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import numpy as np

from vizlib.arrays import AnyArray, LongArray
from vizlib.errors import VizlibError, unknown_choice
from vizlib.readers import read_graph
from vizlib.readers.matrices import is_sparse

FORMATS = ("csr", "csc", "coo")
CHUNK = 4096
Pieces = tuple[LongArray, LongArray, AnyArray, LongArray]


def block_diag(
    blocks: Iterable[Any], format: Literal["csr", "csc", "coo"] = "csr", dtype: Any = None
) -> Any:
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
    from scipy.sparse import coo_array, csr_array

    if format not in FORMATS:
        raise unknown_choice("format", format, FORMATS)
    row, column, data, offsets = block_diag_triplets(blocks)
    data = data if dtype is None else data.astype(dtype)
    shape = (int(offsets[-1, 0]), int(offsets[-1, 1]))
    kind = np.int32 if max(*shape, len(data)) <= np.iinfo(np.int32).max else np.int64
    if format == "csr":
        pointers = np.zeros(shape[0] + 1, kind)
        np.cumsum(np.bincount(row, minlength=shape[0]), out=pointers[1:])
        whole = csr_array((data, column.astype(kind), pointers), shape=shape)
        whole.has_canonical_format = True
        return whole
    parts = coo_array((data, (row.astype(kind), column.astype(kind))), shape=shape)
    parts.has_canonical_format = True
    return parts if format == "coo" else parts.tocsc()


def block_diag_triplets(blocks: Iterable[Any]) -> Pieces:
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
    pieces: list[tuple[AnyArray, AnyArray, AnyArray]] = []
    shapes: list[tuple[int, int]] = []
    corner = np.zeros(2, np.int64)
    for run, dense in _runs(blocks):
        piece, sizes = _dense(run, corner) if dense else _sparse(run, corner)
        pieces.append(piece)
        shapes.extend(sizes)
        corner = corner + np.array(sizes, np.int64).sum(axis=0)
    sizes_of = np.array(shapes, np.int64).reshape(-1, 2)
    offsets = np.concatenate([np.zeros((1, 2), np.int64), np.cumsum(sizes_of, axis=0)])
    if not pieces:
        none = np.zeros(0, np.int64)
        return none, none, np.zeros(0), offsets
    row, column, data = (np.concatenate(each) for each in zip(*pieces, strict=True))
    return row, column, data, offsets


def _runs(blocks: Iterable[Any]) -> Iterator[tuple[list[Any], bool]]:
    """Gather neighbouring blocks of one kind, dense or sparse, to chunks."""
    run: list[Any] = []
    dense = False
    for place, block in enumerate(blocks):
        matrix = _matrix(block, place)
        solid = isinstance(matrix, np.ndarray)
        if run and (solid != dense or len(run) >= CHUNK):
            yield run, dense
            run = []
        run.append(matrix)
        dense = solid
    if run:
        yield run, dense


def _matrix(block: Any, place: int) -> Any:
    """Return a block as a dense array or as a sorted sparse one."""
    if isinstance(block, np.ndarray) and block.ndim == 2:
        return block
    if is_sparse(block) and len(block.shape) == 2:
        return block
    if isinstance(block, (np.ndarray, list, tuple)) or np.isscalar(block):
        try:
            array = np.atleast_2d(np.asarray(block))
        except ValueError:
            array = np.zeros((0, 0, 0))
        if array.ndim == 2 and array.dtype.kind in "biufc":
            return array
        raise VizlibError(f"Block {place} is not a matrix: it has {np.ndim(array)} dimensions.")
    try:
        tables = read_graph(block)
    except VizlibError as error:
        raise VizlibError(
            f"Block {place} is a {type(block).__name__}; a block is a matrix or a graph."
        ) from error
    return _adjacency(tables)


def _adjacency(tables: Any) -> Any:
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


def _dense(run: list[AnyArray], corner: LongArray) -> tuple[Any, list[tuple[int, int]]]:
    from vizlib.kernels.block_diagonal import count, fill

    sizes = [each.shape for each in run]
    rows, columns = np.array(sizes, np.int64).reshape(-1, 2).T.copy()
    flat = np.concatenate([each.ravel() for each in run])
    starts, offsets = np.cumsum(rows) - rows, np.cumsum(columns) - columns
    pointers = count(flat, rows, columns, starts)
    column = np.empty(pointers[-1], np.int64)
    data = np.empty(pointers[-1], flat.dtype)
    fill(flat, rows, columns, offsets + corner[1], column, data)
    row = np.repeat(np.arange(len(pointers) - 1) + corner[0], np.diff(pointers))
    return (row, column, data), [(int(one), int(two)) for one, two in sizes]


def _sparse(run: list[Any], corner: LongArray) -> tuple[Any, list[tuple[int, int]]]:
    """Shift the entries of sparse blocks; compressed rows need no sorting, others do."""
    sizes = [(int(each.shape[0]), int(each.shape[1])) for each in run]
    columns = np.array(sizes, np.int64).reshape(-1, 2)[:, 1]
    csr = [_canonical(each) for each in run]
    many = np.array([each.nnz for each in csr], np.int64)
    inner = np.concatenate([np.diff(each.indptr) for each in csr])
    row = np.repeat(np.arange(len(inner), dtype=np.int64) + corner[0], inner)
    shift = np.cumsum(columns) - columns + corner[1]
    column = np.concatenate([each.indices for each in csr]) + np.repeat(shift, many)
    return (row, column, np.concatenate([each.data for each in csr])), sizes


def _canonical(matrix: Any) -> Any:
    made = matrix if matrix.format == "csr" else matrix.tocsr()
    if made.has_canonical_format:
        return made
    made = made.copy() if made is matrix else made
    made.sum_duplicates()
    return made
