"""What is known about a case: the record, its fields, pure edits of it, and the case file as bytes."""
