"""What other tools say of a network, one module a format."""
