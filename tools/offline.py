"""The built book as one file to carry away: `python tools/offline.py _build/html _build/nnbook-book.zip`.

The same pages give the same bytes: the files are sorted, and none has a date.
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.publish import OFFERED  # noqa: E402
from tools.repository import repository_url  # noqa: E402

FOLDER = "nnbook-book"
NO_DATE = (1980, 1, 1, 0, 0, 0)  # the oldest that the format knows
READABLE = 0o100644 << 16
NOTE = """Open index.html with a browser. Nothing has to be installed, and no page loads anything from a network.
The notebooks behind the chapters are in _sources/book. The package that they run on: {address}
"""


def files(site: Path) -> dict[str, bytes]:
    """What is packed, by its name in the archive: the pages and all they load, and a note that says how to begin."""
    if not (site / "index.html").exists():
        raise SystemExit(f"{site} holds no built book: {site / 'index.html'} is missing. Remedy: make book")
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    kept = {name: path for name, path in found.items() if name not in OFFERED and not name.startswith(".")}
    note = NOTE.format(address=repository_url())
    return {"README.txt": note.encode()} | {name: path.read_bytes() for name, path in kept.items()}


def write(site: Path, target: Path) -> None:
    """Pack the site's files into `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files(site).items()):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", NO_DATE)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, READABLE, 3
            archive.writestr(entry, content)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, help="the folder of the built pages")
    parser.add_argument("target", type=Path, help="the archive to write")
    chosen = parser.parse_args()
    write(chosen.site, chosen.target)
    print(f"The book is packed: {chosen.target}, {chosen.target.stat().st_size / 2**20:.1f} MB")
