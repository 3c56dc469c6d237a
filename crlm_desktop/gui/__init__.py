"""The window: it shows views of values and sends intents; rules of the domain are never in a widget."""
