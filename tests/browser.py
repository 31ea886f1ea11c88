"""A page in headless Chromium, asked and clicked by its debugging protocol."""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

import pytest
from tornado.websocket import websocket_connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
BINARY = next(filter(None, map(shutil.which, NAMES)), None)
NEEDED = "VIZLIB_BROWSER"
"""Set to "needed" where a missing browser is a failure, not a reason to skip."""
SECONDS = 120


class AwayError(Exception):
    """The page was left, or is not there yet, while a script was to run."""


class Page:
    """A page that runs JavaScript for us."""

    def __init__(self, loop, socket):
        self.loop, self.socket = loop, socket
        self.numbers = itertools.count(1)
        self.said = []

    def call(self, method, **parameters):
        return self.loop.run_until_complete(self._call(method, parameters))

    async def _call(self, method, parameters):
        number = next(self.numbers)
        await self.socket.write_message(
            json.dumps({"id": number, "method": method, "params": parameters})
        )
        while True:
            reply = json.loads(await asyncio.wait_for(self.socket.read_message(), SECONDS))
            if reply.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.said.append(reply["params"])
            if reply.get("id") == number:
                if "error" in reply:
                    raise AwayError(reply["error"]["message"])
                return reply["result"]

    def run(self, script):
        """Return the value of an expression."""
        made = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in made, made["exceptionDetails"]
        return made["result"].get("value")

    def wait(self, script, seconds=SECONDS):
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self._holds(script):
            assert time.monotonic() < end, f"never true: {script}"
            time.sleep(0.05)

    def _holds(self, script):
        """Tell whether an expression is true; it is not while the page is being left."""
        try:
            return self.run(script)
        except AwayError:
            return False


def need_browser(*modules):
    """Skip a test where there is no browser, or a module that it needs besides is not installed.

    ``VIZLIB_BROWSER=needed`` makes that a failure.
    """
    lacking = [f"no {name} is installed" for name in modules if find_spec(name) is None]
    if BINARY is None:
        lacking.append("no Chromium is installed (Debian: apt-get install chromium)")
    if lacking:
        (pytest.fail if os.environ.get(NEEDED) == "needed" else pytest.skip)("; ".join(lacking))


@contextmanager
def opened(place, pixel_ratio=1, size=(1200, 900)):
    """Open a file, or an address, in a browser of its own.

    A screen has ``pixel_ratio`` pixels for each pixel of the page, which is ``size`` of them large.
    """
    home = tempfile.mkdtemp()
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
               "--no-first-run", "--disable-dev-shm-usage", "--window-size=1200,900",
               f"--user-data-dir={home}", "about:blank"]  # fmt: skip
    process = subprocess.Popen(
        [BINARY, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    loop = asyncio.new_event_loop()
    try:
        port = _port(Path(home), process)
        with urlopen(f"http://127.0.0.1:{port}/json/list", timeout=SECONDS) as reply:
            target = next(each for each in json.load(reply) if each["type"] == "page")
        socket = loop.run_until_complete(_connect(target["webSocketDebuggerUrl"]))
        page = Page(loop, socket)
        page.call("Runtime.enable")
        page.call("Log.enable")
        page.call("Page.enable")
        page.call(
            "Emulation.setDeviceMetricsOverride", width=size[0], height=size[1],
            deviceScaleFactor=pixel_ratio, mobile=False,
        )  # fmt: skip
        address = place if "://" in str(place) else Path(place).resolve().as_uri()
        page.call("Page.navigate", url=address)
        page.wait("document.readyState === 'complete' && location.protocol !== 'about:'")
        yield page
        socket.close()
        loop.run_until_complete(asyncio.sleep(0.05))
    finally:
        loop.close()
        os.killpg(process.pid, 9)
        process.wait()
        shutil.rmtree(home, ignore_errors=True)


async def _connect(address):
    return await websocket_connect(address, max_message_size=1 << 26)


def _port(home, process):
    file = home / "DevToolsActivePort"
    end = time.monotonic() + SECONDS
    while not (file.exists() and file.read_text().strip()):
        assert process.poll() is None, "the browser ended"
        assert time.monotonic() < end, "the browser does not start"
        time.sleep(0.05)
    return int(file.read_text().split()[0])
