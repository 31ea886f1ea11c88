"""Names beside their points: where each stands, and what it does not cover."""

import numpy as np
import pytest

from vizlib.scene.geometry import Labels
from vizlib.scene.labels.sides import on_best_sides
from vizlib.scene.text import boxes

FRAME = np.array([400.0, 300.0])
RADIUS_PT = 4.0
RIGHT, ABOVE, LEFT, BELOW = ("left", "center"), ("center", "bottom"), ("right", "center"), (
    "center", "top")  # fmt: skip


def place(anchors, text=None, rank=None, radius=RADIUS_PT, frame=FRAME):
    anchors = np.array(anchors, float)
    count = len(anchors)
    labels = Labels(
        xy=anchors, text=tuple(text or ["Label"] * count), color=np.zeros((1, 4)), size=9.0,
        offset=np.zeros((count, 2)), rotation=np.zeros(count), ha=("left",) * count,
        va=("bottom",) * count, halo=np.ones(4), font="DejaVu Sans",
    )  # fmt: skip
    rank = np.arange(count, 0, -1.0) if rank is None else np.array(rank, float)
    placed = on_best_sides(labels, anchors, np.broadcast_to(radius, count), rank, frame)
    return placed, anchors


def side(labels, number):
    va = labels.va[number]
    return labels.ha[number], "center" if va == "center_baseline" else va


def corners(labels, anchors):
    box = boxes(labels, anchors)
    return box.min(axis=1), box.max(axis=1)


def overlaps(low, high, others_low, others_high):
    """Measure by how many points boxes overlap others, 0 where they do not: ``(K, M)``."""
    shared = np.minimum(high[:, None], others_high) - np.maximum(low[:, None], others_low)
    return np.clip(shared, 0, None).min(axis=-1)


def test_a_label_alone_stands_at_the_right():
    labels, _ = place([(200, 150)])
    assert side(labels, 0) == RIGHT
    assert labels.offset[0, 0] > RADIUS_PT
    assert labels.offset[0, 1] == 0


def test_a_label_does_not_cover_another_city():
    labels, _ = place([(200, 150), (215, 150)], ["Long name", ""])
    assert side(labels, 0) == ABOVE
    labels, _ = place([(200, 150), (215, 150), (200, 162)], ["Long name", "", ""])
    assert side(labels, 0) == LEFT
    labels, _ = place([(200, 150), (215, 150), (200, 162), (185, 150)], ["Long name", "", "", ""])
    assert side(labels, 0) == BELOW


def test_its_own_city_is_none_that_it_covers():
    cities = [(200, 150), (240, 149), (190, 187), (160, 149), (190, 113)]
    radius = np.array([30.0, 4, 4, 4, 4])
    labels, _ = place(cities, ["Long name", "", "", "", ""], radius=radius)
    assert side(labels, 0) == ("left", "bottom")
    assert (labels.offset[0] > 0).all()


@pytest.mark.parametrize(
    ("anchor", "wanted"), [((395, 150), ABOVE), ((5, 150), RIGHT), ((395, 295), LEFT)]
)
def test_a_label_stays_on_the_map(anchor, wanted):
    labels, anchors = place([anchor], ["Long name"] if anchor[1] == 295 else ["M"])
    assert side(labels, 0) == wanted
    low, high = corners(labels, anchors)
    assert (low > -2).all()
    assert (high < FRAME + 2).all()


def test_another_label_is_worse_to_cover_than_a_city_or_the_frame():
    labels, anchors = place([(200, 150), (240, 150)], ["Long name", "Long name"])
    low, high = corners(labels, anchors)
    assert overlaps(low[:1], high[:1], low[1:], high[1:]) == 0
    # Only beyond the frame is room: the left and the middle of a narrow strip are taken.
    labels, anchors = place([(20, 10), (20, 10)], ["Name", "Name"], frame=np.array([60.0, 20.0]))
    low, high = corners(labels, anchors)
    assert overlaps(low[:1], high[:1], low[1:], high[1:]) == 0


def test_the_important_choose_first():
    both = [(200, 150), (200, 150)]
    assert side(place(both, rank=[2, 1])[0], 0) == RIGHT
    labels, _ = place(both, rank=[1, 2])
    assert side(labels, 1) == RIGHT
    assert side(labels, 0) != RIGHT


def test_labels_of_one_place_stand_on_sides_of_their_own():
    labels, _ = place([(200, 150)] * 4)
    assert [side(labels, number) for number in range(4)] == [RIGHT, ABOVE, LEFT, BELOW]


def test_what_is_unimportant_or_out_of_view_takes_no_room():
    anchors = [(200, 150), (210, 150), (np.nan, np.nan), (60, 60)]
    labels, _ = place(anchors, ["I", "Name", "Name", "Name"], rank=[1, -1, 5, -1], radius=1.0)
    assert side(labels, 0) == RIGHT
    assert [side(labels, number) for number in (1, 2, 3)] == [ABOVE] * 3


def test_many_labels_cover_neither_each_other_nor_cities_while_there_is_room():
    rng = np.random.default_rng(3)
    grid = np.stack(np.meshgrid(np.arange(40, 400, 90), np.arange(30, 300, 40)), -1).reshape(-1, 2)
    labels, anchors = place(grid + rng.uniform(-8, 8, grid.shape), ["Name"] * len(grid))
    low, high = corners(labels, anchors)
    apart = overlaps(low, high, low, high)
    np.fill_diagonal(apart, 0)
    assert apart.max() < 1
    cities = overlaps(low, high, anchors - RADIUS_PT, anchors + RADIUS_PT)
    assert cities.max() < 1
