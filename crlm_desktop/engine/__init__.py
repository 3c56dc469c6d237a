"""The decision engine: a case in, a proposal out, nothing else happens."""
