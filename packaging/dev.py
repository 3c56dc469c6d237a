"""The one command of a checkout, `python3 packaging/dev.py run | test | check | lock | freeze`: needs Python alone."""

import sys

OLDEST = (3, 11)

# An older Python could not even read the modules below, so this one is written for all of them.
if sys.version_info < OLDEST:
    sys.exit(
        "dev.py: CRLM Desktop needs Python %d.%d or newer, and this is Python %d.%d. "  # noqa: UP031
        "Run it with a newer one, such as: python3.11 packaging/dev.py" % (OLDEST + sys.version_info[:2])
    )

if __name__ == "__main__":
    from development import main

    sys.exit(main(sys.argv[1:]))
