"""Look for inputs that break the laws: ``python -m tests.fuzz.fuzzing TARGET FOLDER [options of libFuzzer]``."""

from __future__ import annotations

import re
import sys
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["crlm_desktop", "tomllib", "json"]):
    from tests.fuzz.targets import TARGETS, inputs

_WORD = re.compile(rb"[a-z0-9_.\[\]<=> -]{2,30}")


def main(arguments: list[str]) -> None:
    """Fuzz one target until it breaks; what was found lies in the folder and can be taken into the corpus."""
    if len(arguments) < 2 or arguments[0] not in TARGETS:
        sys.exit(f"{__doc__}\nTargets: {', '.join(TARGETS)}")
    target, folder, *options = arguments
    found = Path(folder)
    found.mkdir(parents=True, exist_ok=True)
    for number, (_, data) in enumerate(inputs(target)):
        (found / f"begin-{number:03}").write_bytes(data)
    words = found.with_name(f"{found.name}.words")
    words.write_bytes(b"".join(b'"%s"\n' % word for word in _words(target)))
    warnings.simplefilter("error")
    own = [str(found), f"-artifact_prefix={found}/", f"-dict={words}"]
    atheris.Setup([sys.argv[0], *own, *options], TARGETS[target])
    atheris.Fuzz()


def _words(target: str) -> list[bytes]:
    """Return the words of what the fuzzer begins with, so that it can put them elsewhere."""
    return sorted({word for _, data in inputs(target) for word in _WORD.findall(data)})


if __name__ == "__main__":
    main(sys.argv[1:])
