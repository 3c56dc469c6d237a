"""The use cases: the only callers of registry, engine and minutes together, used by window and command line alike."""
