"""Numbers that give what is wanted, one module a format."""
