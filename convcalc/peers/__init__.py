"""What other tools say of a network, and by which rule: one module a tool below `tools/`."""
