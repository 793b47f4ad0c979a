"""The Chromium that tests the pages and prints the book: Debian's package `chromium`, or what NNBOOK_CHROMIUM names."""

from __future__ import annotations

import os

CHROMIUM = os.environ.get("NNBOOK_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
