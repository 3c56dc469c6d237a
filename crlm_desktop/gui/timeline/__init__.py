"""The timeline of a case: what happened when, on one axis, to be zoomed, stepped through and followed to its field."""
