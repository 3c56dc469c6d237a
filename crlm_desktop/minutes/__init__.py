"""The minutes: what was sealed, told in one language, laid out and printed as a PDF."""
