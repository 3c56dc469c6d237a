"""Item models: each holds one tuple of values and shows it; none computes or queries."""
