"""How many members of a family are within limits."""
