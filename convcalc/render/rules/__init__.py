"""Rules of check, one module a format: the page of one, or a line for each of several."""
