"""A colour and a share -> a pixel with that share of the colour laid over it."""

from vizlib.arrays import AnyArray
from vizlib.kernels.compile import jit


@jit
def blend(canvas: AnyArray, y: int, x: int, front: tuple[float, ...], share: float) -> None:
    """Lay a colour over a pixel.

    Parameters
    ----------
    canvas
        ``(H, W, C)``, premultiplied by its opacity; changed.
    y, x
        Row and column of the pixel.
    front
        C numbers, those of the opaque colour; where C is 1 it is not looked at, and the pixel lets
        less light through.
    share
        How much of the pixel it covers, 0 to 1.
    """
    rest = 1.0 - share
    if len(front) == 1:
        canvas[y, x, 0] *= rest
        return
    for channel in range(len(front)):
        canvas[y, x, channel] = canvas[y, x, channel] * rest + front[channel] * share
