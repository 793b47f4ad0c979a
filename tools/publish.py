"""Put the PDF and the zip beside the built pages, and link to them: `python tools/publish.py _build/html _build`.

A page names the two files as code, `nnbook.pdf`, because a book that was built on a reader's machine may be without
them. Where they are published, the name becomes a link.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

OFFERED = {"nnbook.pdf": "make pdf", "nnbook-book.zip": "make zip"}
NAMED = '<code class="docutils literal notranslate"><span class="pre">{name}</span></code>'


def linked(page: str, up: str) -> str:
    """A page with links where it names the files; `up` leads from it to the root of the site."""
    for name in OFFERED:
        code = NAMED.format(name=name)
        link = f'<a class="reference download internal" href="{up}{name}">{code}</a>'
        page = page.replace(link, code).replace(code, link)  # once, however often this runs
    return page


def publish(site: Path, made: Path) -> None:
    """Copy the files from `made` to the root of the site, and link the pages that name them."""
    for name, command in OFFERED.items():
        if not (made / name).exists():
            raise SystemExit(f"There is no {made / name} to publish. Remedy: {command}")
        shutil.copyfile(made / name, site / name)
    linking = []
    for path in site.rglob("*.html"):
        up = Path(os.path.relpath(site, path.parent)).as_posix()
        page = linked(path.read_text("utf8"), "" if up == "." else f"{up}/")
        path.write_text(page, "utf8")
        linking += [path] * ('class="reference download internal"' in page)
    if not linking:
        raise SystemExit(f"No page of {site} names {' or '.join(OFFERED)} as code, so none links to them")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, help="the folder of the built pages")
    parser.add_argument("made", type=Path, help="the folder of the PDF and the zip")
    chosen = parser.parse_args()
    publish(chosen.site, chosen.made)
    print(f"The pages in {chosen.site} offer {' and '.join(OFFERED)}")
