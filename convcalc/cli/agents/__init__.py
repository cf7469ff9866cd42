"""What a model that writes architectures asks of convcalc: tools, each a call of a command in this process."""
