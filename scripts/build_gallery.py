"""Scripts of gallery/ -> build/gallery/*.png, and a page that shows them beside their code."""

import ast
import html
import os
import subprocess
import sys
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


def run(script: Path) -> list[Path]:
    """Run a script in the folder of pictures and return the pictures that it made."""
    before = {each: each.stat().st_mtime_ns for each in OUT.glob("*.png")}
    settings = {**os.environ, "MPLBACKEND": "agg"}
    done = subprocess.run([sys.executable, str(script)], cwd=OUT, env=settings, check=False)
    if done.returncode:
        sys.exit(f"{script.name} failed")
    return [
        each for each in sorted(OUT.glob("*.png")) if before.get(each) != each.stat().st_mtime_ns
    ]


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
    """Draw the whole gallery."""
    OUT.mkdir(parents=True, exist_ok=True)
    parts = []
    for script in sorted((HOME / "gallery").glob("plot_*.py")):
        pictures = run(script)
        print(f"{script.name}: {', '.join(each.name for each in pictures)}", flush=True)
        parts.append(section(script, pictures))
    parts += [page(each) for each in sorted((HOME / "gallery").glob("*.md"))]
    index = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>vizlib gallery</title>'
        f"<style>{STYLE}</style><h1>vizlib gallery</h1>{''.join(parts)}</html>"
    )
    (OUT / "index.html").write_text(index, encoding="utf-8")


if __name__ == "__main__":
    main()
