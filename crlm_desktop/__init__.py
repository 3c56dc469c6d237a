"""CRLM Desktop: a tumour board's workplace for patients with colorectal liver metastases."""

__version__ = "0.1.0"
