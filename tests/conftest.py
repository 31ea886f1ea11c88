"""Every test draws without a screen and with the same settings."""

import matplotlib as mpl
import pytest
from hypothesis import HealthCheck, settings

mpl.use("agg")
settings.register_profile(
    "vizlib", deadline=None, derandomize=True, max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
settings.load_profile("vizlib")


@pytest.fixture(autouse=True)
def plain_matplotlib():
    """Undo what a test does to matplotlib's settings."""
    with mpl.rc_context():
        mpl.rcdefaults()
        yield
