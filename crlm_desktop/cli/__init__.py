"""The commands: the same work as in the window, for a terminal, a script or a server without a screen."""
