"""A real JupyterLab in a real browser: a notebook is opened, all its cells are run."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest
from browser import need_browser, opened

PAGE = (1600, 8000)
"""Width and height of a page with room for all cells: those out of sight are not drawn."""
START_SECONDS = 120
RUN_SECONDS = 120
STARTED = """
    window.jupyterapp !== undefined && [...jupyterapp.shell.widgets('main')].some(
        widget => widget.sessionContext?.session?.kernel?.connectionStatus === 'connected')
"""
IDLE = """
    [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
        .every(prompt => /\\[\\d+\\]/.test(prompt.textContent))
"""
"""Each cell has a number, which it gets when it has run."""


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


@contextmanager
def served(folder):
    """Serve the notebooks of a folder by a JupyterLab that knows no settings of the user."""
    port, home = free_port(), folder / "home"
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    env = {**os.environ, **{name: str(home / name.lower()) for name in homes}}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api", process, folder / "log.txt")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def wait_for(address, process, log):
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with urlopen(address, timeout=START_SECONDS):
                return
        except URLError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """Return what runs cells, each a text, and gives the page that shows what came of them."""
    need_browser("jupyterlab")

    @contextmanager
    def run_cells(cells):
        folder = tmp_path_factory.mktemp("notebooks")
        code = [nbformat.v4.new_code_cell(cell) for cell in cells]
        for cell in code:
            cell.metadata["tags"] = ["raises-exception"]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        notebook = nbformat.v4.new_notebook(cells=code, metadata=kernel)
        nbformat.write(notebook, folder / "trial.ipynb")
        with served(folder) as address:
            place = f"{address}/lab/tree/trial.ipynb?reset"
            with opened(place, pixel_ratio=2, size=PAGE) as page:
                page.wait(STARTED, START_SECONDS)
                page.run("void jupyterapp.commands.execute('notebook:run-all-cells')")
                page.wait(IDLE, RUN_SECONDS)
                yield page

    return run_cells


def outputs(page, number):
    """Return what a cell shows: the text of its outputs, and the attributes of its images."""
    return json.loads(
        page.run(f"""
        (() => {{
            const cell = document.querySelectorAll('.jp-CodeCell')[{number}];
            const area = cell.querySelector('.jp-OutputArea');
            const images = [...area.querySelectorAll('img')].map(image => ({{
                alt: image.alt, width: image.width, height: image.height,
                natural: [image.naturalWidth, image.naturalHeight],
                kind: image.src.slice(0, image.src.indexOf(';')),
            }}));
            const headings = [...area.querySelectorAll('th')].map(cell => cell.textContent);
            return JSON.stringify({{text: area.innerText, images, headings}});
        }})()
    """)
    )
