"""``python -m crlm_desktop``: the same as the command ``crlm-desktop``."""

from __future__ import annotations

import sys

from crlm_desktop.main import main

if __name__ == "__main__":
    sys.exit(main())
