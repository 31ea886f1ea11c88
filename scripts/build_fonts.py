"""Source Sans 3 of an npm package -> vizlib/scene/fonts/*.ttf, the letters we carry.

Run once, by hand, when the source changes; the files it writes are committed. To rebuild, unpack
the package and name its folder::

    npm install --prefix sources @expo-google-fonts/source-sans-3@0.4.1
    python scripts/build_fonts.py sources/node_modules/@expo-google-fonts/source-sans-3

Each weight is cut to the letters of Latin, Greek and Cyrillic with the signs of figures and legends
(what it lacks is drawn in what the system has), and renamed: the licence, which is copied beside
them, reserves the name of the source for the source. The same source gives the same bytes.
"""

import argparse
import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUTPUT = Path(__file__).parents[1] / "vizlib" / "scene" / "fonts"
FAMILY = "Vizlib Sans"
WEIGHTS = {"Regular": "400Regular", "SemiBold": "600SemiBold"}
SIGNS = (
    "U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02C6-02DD,U+0370-03FF,U+0400-045F,U+0490-0491,"
    "U+1E9E,U+2009-200A,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,"
    "U+2039-203A,U+2044,U+2070-2079,U+2080-2089,U+20AC,U+2116,U+2122,U+2190-2195,U+2197-2198,"
    "U+21D2,U+2202,U+2206,U+220F,U+2211-2212,U+221A,U+221E,U+2229,U+2248,U+2260,U+2264-2265,"
    "U+25A0-25A1,U+25B2,U+25B6,U+25BC,U+25C0,U+25CB,U+25CF,U+2605,U+2713"
)
FEATURES = "kern,mark,mkmk,ccmp,locl,liga,case,pnum,sups,subs"


def cut(source: Path, target: Path) -> None:
    """Write the letters that are kept."""
    subset.main(
        [
            str(source), f"--output-file={target}", f"--unicodes={SIGNS}",
            f"--layout-features={FEATURES}", "--no-hinting", "--desubroutinize", "--notdef-outline",
            "--name-IDs=0,1,2,3,4,5,6,13,14",
        ]
    )  # fmt: skip


def rename(path: Path, weight: str) -> None:
    """Call a file of letters by a name of our own."""
    font = TTFont(path, recalcTimestamp=False)
    names = {
        1: FAMILY, 2: weight, 3: f"vizlib;VizlibSans-{weight}", 4: f"{FAMILY} {weight}",
        6: f"VizlibSans-{weight}", 16: FAMILY, 17: weight,
    }  # fmt: skip
    for number, words in names.items():
        font["name"].removeNames(nameID=number)
        font["name"].setName(words, number, 3, 1, 0x409)
    font.save(path)


def main() -> None:
    """Cut and rename both weights, and copy the licence."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="the unpacked package")
    source = parser.parse_args().source
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for weight, folder in WEIGHTS.items():
        path = OUTPUT / f"VizlibSans-{weight}.ttf"
        cut(source / folder / f"SourceSans3_{folder}.ttf", path)
        rename(path, weight)
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} kB")
    shutil.copyfile(source / "LICENSE_FONT", OUTPUT / "OFL.txt")


if __name__ == "__main__":
    main()
