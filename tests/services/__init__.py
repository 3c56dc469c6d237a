"""The use cases on real registries."""
