"""What tests of pictures share."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg


def pixels(figure):
    """Draw a figure and return its pixels ``(H, W, 3)``."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def assert_not_blank(figure):
    """A picture holds more than paper: a blank one would pass its own baseline."""
    seen = pixels(figure).reshape(-1, 3)
    colors = np.unique(seen, axis=0)
    paper = (seen == seen[0]).all(axis=1).mean()
    assert len(colors) > 8, "the picture has hardly any colours"
    assert paper < 0.995, "the picture is all paper"
