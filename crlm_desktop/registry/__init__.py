"""The encrypted registry: values in, values out; rows never leave it."""
