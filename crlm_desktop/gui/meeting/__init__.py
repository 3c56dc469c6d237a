"""The meeting in the window: its agenda, the case under discussion, the capture of what was decided, its closing."""
