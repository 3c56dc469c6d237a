"""The tests of CRLM Desktop, mirroring the package; tests shared by rooms are found at the top."""
