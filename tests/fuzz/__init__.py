"""Any bytes at all, as a case file and as a knowledge file: the laws, their corpus, and how to look for more."""
