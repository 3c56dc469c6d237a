"""Hatchling's build hook: compiles the translations and puts resources/ and db/ into the wheel."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from typing_extensions import override


class DataHook(BuildHookInterface[BuilderConfig]):
    """Makes a wheel whole: what a checkout has beside the package, a wheel has inside it, as `crlm_desktop/_data`."""

    PLUGIN_NAME = "custom"

    @override
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            # The program then runs from the checkout and finds its data there.
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "packaging"))
        from translations import compile_all

        compile_all(root)
        for folder in ("resources", "db"):
            build_data["force_include"][str(root / folder)] = f"crlm_desktop/_data/{folder}"
