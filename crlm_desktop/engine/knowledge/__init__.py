"""The knowledge: sources, thresholds, strategies and alerts, read from TOML texts and checked before any use."""
