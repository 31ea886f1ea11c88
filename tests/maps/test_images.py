"""Tiles and the relief: what the network may do to a map, and where pixels come to stand."""

import io
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cartopy.crs as ccrs
import numpy as np
import pytest
from cartopy.feature import Feature
from cartopy.io.img_tiles import GoogleTiles
from PIL import Image

from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibWarning
from vizlib.maps import images
from vizlib.maps.basemap import Basemap

GREEN = (20, 200, 40)
WORLD = (-2e7, 2e7, -2e7, 2e7)


class Server(BaseHTTPRequestHandler):
    """A server of green tiles that also fails in every way that servers do."""

    closing = threading.Event()

    def do_GET(self):
        kind = self.path.split("/")[1]
        if kind == "silent":
            self.closing.wait(5)
        elif kind in ("404", "503"):
            self.send_error(int(kind))
        else:
            self.send_response(200)
            if kind == "short":
                self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b"no picture" if kind == "words" else tile(GREEN))

    def log_message(self, *args):
        pass


def tile(color):
    content = io.BytesIO()
    Image.new("RGB", (256, 256), color).save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def server(monkeypatch):
    def refuse(seconds):
        raise AssertionError("the timeout of the whole process was touched")

    monkeypatch.setattr(socket, "setdefaulttimeout", refuse)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    Server.closing.clear()
    running = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    Server.closing.set()
    running.shutdown()
    thread.join()
    running.server_close()


def source(address, **options):
    return GoogleTiles(url=address + "/{z}/{x}/{y}", **options)


def test_tiles_of_cartopy_are_fetched_and_cached(server, tmp_path):
    tiles = source(server + "/good", cache=str(tmp_path))
    for _ in range(2):
        raster = images.tiles(tiles, ccrs.GOOGLE_MERCATOR, WORLD)
        np.testing.assert_allclose(raster.pixels[..., :3], np.broadcast_to(
            np.array(GREEN) / 255, (*raster.pixels.shape[:2], 3)))  # fmt: skip
        tiles = source("http://127.0.0.1:1/nothing", cache=str(tmp_path))


def test_a_server_that_is_silent_is_given_up(server, monkeypatch):
    monkeypatch.setattr(images, "TILE_TIMEOUT_S", 0.2)
    with pytest.raises(TimeoutError):
        images.tiles(source(server + "/silent"), ccrs.GOOGLE_MERCATOR, WORLD)


def test_a_tile_that_is_not_there_is_empty(server):
    raster = images.tiles(source(server + "/404"), ccrs.GOOGLE_MERCATOR, WORLD)
    assert np.unique(raster.pixels[..., :3]) == pytest.approx(250 / 255)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("503", "HTTPError"),
        ("short", "OSError"),
        ("words", "UnidentifiedImageError"),
        ("silent", "TimeoutError"),
        ("none", "URLError"),
    ],
)
def test_whatever_the_network_does_the_map_is_drawn(server, monkeypatch, kind, error):
    if kind == "silent":
        monkeypatch.setattr(images, "TILE_TIMEOUT_S", 0.2)
    address = server if kind != "none" else "http://127.0.0.1:1"
    basemap = Basemap(ccrs.GOOGLE_MERCATOR, WORLD, Theme())
    with pytest.warns(VizlibWarning, match=f"GoogleTiles could not be had .{error}"):
        layers = basemap.layers(source(f"{address}/{kind}"))
    assert {"land", "borders"} <= set(layers)


class Broken(Feature):
    """A feature with a mistake in it."""

    def __init__(self, error):
        super().__init__(ccrs.PlateCarree())
        self.error = error

    def geometries(self):
        raise self.error


@pytest.mark.parametrize("error", [RuntimeError("a mistake"), TypeError("x"), AssertionError()])
def test_a_mistake_is_not_taken_for_a_network_that_is_down(error):
    with pytest.raises(type(error)):
        Basemap(ccrs.PlateCarree(), (-180, 180, -90, 90), Theme()).layers(Broken(error))


def test_a_feature_that_cannot_be_fetched_leaves_the_map_of_our_own():
    from urllib.error import URLError

    basemap = Basemap(ccrs.PlateCarree(), (-180, 180, -90, 90), Theme())
    with pytest.warns(VizlibWarning, match="Broken could not be had .URLError"):
        assert "borders" in basemap.layers(Broken(URLError("no route to host")))


def test_a_picture_is_resampled_where_cartopy_puts_its_pixels():
    lon, lat = np.meshgrid(np.arange(-179.5, 180), np.arange(89.5, -90, -1))
    image = np.stack([(lon + 180) / 360, (lat + 90) / 180, np.zeros_like(lon)], axis=-1)
    chart = ccrs.EqualEarth(20)
    limits = (*chart.x_limits, *chart.y_limits)
    raster = images.resample(image, images.WORLD, ccrs.PlateCarree(), chart, limits)
    rows, columns = raster.pixels.shape[:2]
    x = limits[0] + (np.arange(columns) + 0.5) / columns * (limits[1] - limits[0])
    y = limits[3] - (np.arange(rows) + 0.5) / rows * (limits[3] - limits[2])
    places = ccrs.PlateCarree().transform_points(chart, *np.meshgrid(x, y))
    shown = (raster.pixels[..., 3] > 0) & (np.abs(places[..., 0]) < 179)
    assert 0.6 < (raster.pixels[..., 3] > 0).mean() < 1
    red, green = raster.pixels[shown, 0], raster.pixels[shown, 1]
    np.testing.assert_allclose(red * 360 - 180, places[shown, 0], atol=1e-6)
    inside = np.abs(places[shown, 1]) < 89
    np.testing.assert_allclose((green * 180 - 90)[inside], places[shown, 1][inside], atol=1e-6)
