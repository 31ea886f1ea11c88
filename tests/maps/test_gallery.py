"""Every map of the gallery is drawn without a network, and is not blank."""

import runpy
import socket
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest

GALLERY = Path(__file__).parents[2] / "gallery"
MAPS = [
    script for script in sorted(GALLERY.glob("plot_*.py")) if "GeoPlot" in script.read_text("utf-8")
]


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the network was touched")

    for name in ("socket", "create_connection", "getaddrinfo", "socketpair"):
        monkeypatch.setattr(socket, name, refuse)


def test_the_gallery_has_maps():
    names = {script.stem for script in MAPS}
    assert {"plot_us_flights", "plot_world_of_routes", "plot_city_bikes", "plot_polar_network",
            "plot_bundled_world_dark"} <= names  # fmt: skip


@pytest.mark.parametrize("script", MAPS, ids=lambda script: script.stem)
def test_maps_of_the_gallery_need_no_network(script, no_network, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(script), run_name="__main__")
    pictures = list(tmp_path.glob("*.png"))
    assert pictures
    for picture in pictures:
        pixels = matplotlib.image.imread(picture)[..., :3]
        assert len(np.unique(np.round(pixels.reshape(-1, 3) * 255), axis=0)) > 50


def test_us_flights_choose_albers(no_network, monkeypatch, tmp_path):
    import vizlib as vz

    plots = []
    monkeypatch.setattr(vz.GeoPlot, "save", lambda self, *args, **options: plots.append(self))
    runpy.run_path(str(GALLERY / "plot_us_flights.py"))
    assert type(plots[0].data.layout.projection).__name__ == "AlbersEqualArea"


def test_polar_stations_choose_a_polar_map(no_network, monkeypatch):
    import vizlib as vz

    plots = []
    monkeypatch.setattr(vz.GeoPlot, "save", lambda self, *args, **options: plots.append(self))
    runpy.run_path(str(GALLERY / "plot_polar_network.py"))
    assert plots[0].data.layout.projection.proj4_params["lat_0"] == 90
