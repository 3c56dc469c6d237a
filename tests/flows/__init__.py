"""Each step of the main flow, through the whole program."""
