"""The command palette: one field that finds actions, cases, meetings and knowledge, and goes there."""
