"""Registries of every schema, kept with data; see the README."""
