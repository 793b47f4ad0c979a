"""Judge pages of the built book with Lighthouse, as on a telephone: `make lighthouse`.

    python tools/lighthouse.py _build/html book/index book/vision/lenet ...

Prints the median score of three runs for each page and category, and fails below the book's limits. What it says of
performance depends on the machine and on what else it is doing: run it on a quiet one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tools.serving import Compressing, served  # noqa: E402

COMMAND = HERE / "node_modules" / ".bin" / "lighthouse"
PAGES = ("book/index", "book/vision/lenet", "book/start/gallery", "book/reference/layers")
LIMITS = {"performance": 0.85, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-dev-shm-usage"


def judged(url: str, categories: Sequence[str], *options: str) -> tuple[dict[str, float], list[str]]:
    """One run, with more options of the command: the score of each category, and the audits that cost something."""
    environment = {"CHROME_PATH": os.environ.get("NNBOOK_CHROMIUM", "/usr/bin/chromium")} | dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [str(COMMAND), url, "--output=json", f"--output-path={report}", "--quiet"]
        command += [f"--chrome-flags={FLAGS}", f"--only-categories={','.join(categories)}"]
        command += ["--no-enable-error-reporting", "--max-wait-for-load=60000", *options]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240)
        if done.returncode or not report.is_file():
            raise RuntimeError(f"Lighthouse stopped on {url}: {(done.stderr or done.stdout).strip()[-500:]}")
        found = json.loads(report.read_text(encoding="utf-8"))
    if problem := found.get("runtimeError", {}).get("message"):
        raise RuntimeError(f"Lighthouse could not judge {url}: {problem}")
    scores = {name: category["score"] for name, category in found["categories"].items()}
    costly = [
        f"{reference['id']}: {found['audits'][reference['id']]['title']}"
        for name, category in found["categories"].items()
        if name != "performance"
        for reference in category["auditRefs"]
        if reference["weight"]
        and (found["audits"][reference["id"]]["score"] or 0) < 1
        and found["audits"][reference["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]
    return scores, costly


def median(url: str, runs: int) -> tuple[dict[str, float], list[str]]:
    """The median score of each category over several runs, and what costs something in any."""
    results = [judged(url, list(LIMITS)) for _ in range(runs)]
    scores = {name: statistics.median(run[name] for run, _ in results) for name in LIMITS}
    return scores, sorted({line for _, lines in results for line in lines})


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 1 if a page is below a limit."""
    parser = argparse.ArgumentParser(description="Judge pages of the built book with Lighthouse.")
    parser.add_argument("site", type=Path, help="the built book, such as _build/html")
    parser.add_argument("pages", nargs="*", default=PAGES, help="pages without .html")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    if not shutil.which(str(COMMAND)):
        print("Lighthouse is missing. Remedy: npm ci --prefix tools", file=sys.stderr)
        return 2
    low = 0
    print(f"{'page':28}" + "".join(f"{name:>16}" for name in LIMITS))
    with served(options.site, Compressing) as address:
        for page in options.pages:
            scores, costly = median(f"{address}{page}.html", options.runs)
            print(f"{page:28}" + "".join(f"{scores[name]:16.2f}" for name in LIMITS))
            print("".join(f"    {line}\n" for line in costly), end="", flush=True)
            low += any(scores[name] < limit for name, limit in LIMITS.items())
    return int(low > 0)


if __name__ == "__main__":
    sys.exit(main())
