"""What is known about a case."""
