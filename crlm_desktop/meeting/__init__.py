"""What the team says: meetings, opinions, decisions and what becomes of them, as values and rules."""
