"""Networks as one page, with all that it needs in it."""
