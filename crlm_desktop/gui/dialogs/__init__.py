"""Dialogs: for passphrases, for what cannot be undone, and for what nobody expected."""
