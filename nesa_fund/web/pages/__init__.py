"""Our pages in Fava: one file an entry of its sidebar, since Fava takes each extension by its module."""
