"""The registry on real encrypted files."""
