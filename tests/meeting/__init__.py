"""What the team says."""
