"""Keep freed memory for reuse: the largest single effect on speed, and four lines.

A training step frees and allocates the same large arrays again and again. glibc hands blocks of that size back to the
operating system, and each new one then costs a page fault for every 4 KiB. Two settings of its allocator stop that.
The price: the process keeps the most memory it ever used. `NNBOOK_KEEP_MEMORY=0` in the environment switches it off;
on systems without glibc it does nothing.
"""

from __future__ import annotations

import ctypes
import os

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # the numbers of these settings in malloc.h


def keep_freed_memory() -> bool:
    """Tell glibc's allocator to keep what is freed; False where there is none to tell, or where it is switched off."""
    if os.environ.get("NNBOOK_KEEP_MEMORY", "1") == "0":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):  # not glibc; TypeError: Windows has no CDLL(None)
        return False
    # Some builds refuse a threshold of 1 GiB; 32 MiB is the documented limit.
    large_blocks_stay = mallopt(_MMAP_THRESHOLD, 1 << 30) or mallopt(_MMAP_THRESHOLD, 1 << 25)
    return bool(large_blocks_stay) and bool(mallopt(_TRIM_THRESHOLD, (1 << 31) - 1))
