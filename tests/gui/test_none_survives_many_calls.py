"""PySide 6.12.0 on Python before 3.12 takes a reference from `None` in most calls and ends the interpreter."""

from __future__ import annotations

import subprocess
import sys

CALLS = 20_000
PROGRAM = f"""
from PySide6.QtWidgets import QApplication, QLineEdit
application = QApplication([])
line = QLineEdit()
for number in range({CALLS}):
    line.setText("text")
print("alive")
"""


def test_that_the_interpreter_survives_many_calls_that_return_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr
