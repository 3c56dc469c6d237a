"""What is half typed: kept in the registry while it is typed, offered after a crash, put back where it was."""
