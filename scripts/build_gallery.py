"""Scripts of gallery/ -> build/gallery/*.png, drawn where one is new, and a page of them.

A script is drawn again where its text, a file of ``gallery/data`` that it names, the library or a
version installed beside it is another than when it was drawn, or a picture of it is gone.
"""

import ast
import hashlib
import html
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
OUT = HOME / "build" / "gallery"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2430; margin: 2rem auto; max-width: 84rem;
       padding: 0 1rem; }
section { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.5rem;
          align-items: start; border-top: 1px solid #e3e5e8; padding: 1.5rem 0; }
img { max-width: 100%; }
pre { background: #f5f6f8; padding: 1rem; overflow-x: auto; font-size: 13px; border-radius: 6px; }
@media (max-width: 60rem) { section { grid-template-columns: 1fr; } }
"""


def digest(files: Iterable[Path], more: str = "") -> str:
    """Hash the contents of files, and further words."""
    every = hashlib.sha256(more.encode())
    for file in sorted(files):
        every.update(f"{file.name}\0".encode() + file.read_bytes())
    return every.hexdigest()


def library() -> str:
    """Hash all that every picture depends on: vizlib, and what is installed beside it."""
    files = [
        file
        for file in (HOME / "vizlib").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    ]
    return digest(
        files, str(sorted((made.name, made.version) for made in metadata.distributions()))
    )


def sources(script: Path) -> list[Path]:
    """List a script and the files of data that it names."""
    code = script.read_text(encoding="utf-8")
    data = (HOME / "gallery" / "data").glob("*")
    return [script, *(file for file in data if file.name in code)]


def run(script: Path) -> list[str]:
    """Run a script in the folder of pictures and return the names of those that it made."""
    before = {each: each.stat().st_mtime_ns for each in OUT.glob("*.png")}
    settings = {**os.environ, "MPLBACKEND": "agg"}
    done = subprocess.run([sys.executable, str(script)], cwd=OUT, env=settings, check=False)
    if done.returncode:
        sys.exit(f"{script.name} failed")
    return [
        each.name
        for each in sorted(OUT.glob("*.png"))
        if before.get(each) != each.stat().st_mtime_ns
    ]


def drawn(script: Path, shared: str) -> list[Path]:
    """Return the pictures of a script, drawn anew where anything that they show has changed."""
    stamp = OUT / f"{script.stem}.json"
    state = digest(sources(script), shared)
    last = json.loads(stamp.read_text(encoding="utf-8")) if stamp.exists() else {}
    pictures = [OUT / name for name in last.get("pictures", [])]
    if last.get("state") == state and all(picture.exists() for picture in pictures):
        return pictures
    for old in [stamp, *pictures]:
        old.unlink(missing_ok=True)
    names = run(script)
    stamp.write_text(json.dumps({"state": state, "pictures": names}), encoding="utf-8")
    print(f"{script.name}: {', '.join(names)}", flush=True)
    return [OUT / name for name in names]


def section(script: Path, pictures: list[Path]) -> str:
    """Write one script and its pictures as HTML."""
    code = script.read_text(encoding="utf-8")
    title = (ast.get_docstring(ast.parse(code)) or script.stem).splitlines()[0]
    shown = "".join(f'<img src="{each.name}" alt="{html.escape(title)}">' for each in pictures)
    return (
        f"<section><div><h2>{html.escape(title)}</h2>{shown}</div>"
        f"<pre>{html.escape(code)}</pre></section>"
    )


def page(text: Path) -> str:
    """Write a text as a page of its own, and return a link to it."""
    from markdown_it import MarkdownIt

    words = text.read_text(encoding="utf-8")
    title = words.splitlines()[0].lstrip("# ")
    body = MarkdownIt("commonmark").enable("table").render(words)
    target = OUT / f"{text.stem}.html"
    target.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{STYLE}</style>{body}</html>",
        encoding="utf-8",
    )
    return f'<section><h2><a href="{target.name}">{html.escape(title)}</a></h2></section>'


def main() -> None:
    """Draw what is new of the gallery, and make its page."""
    OUT.mkdir(parents=True, exist_ok=True)
    shared = library()
    scripts = sorted((HOME / "gallery").glob("plot_*.py"))
    parts = [section(script, drawn(script, shared)) for script in scripts]
    parts += [page(each) for each in sorted((HOME / "gallery").glob("*.md"))]
    index = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>vizlib gallery</title>'
        f"<style>{STYLE}</style><h1>vizlib gallery</h1>{''.join(parts)}</html>"
    )
    (OUT / "index.html").write_text(index, encoding="utf-8")


if __name__ == "__main__":
    main()
