"""The reference pages that are made from the code. `python -m docs` writes them; a test tells when they drift."""
