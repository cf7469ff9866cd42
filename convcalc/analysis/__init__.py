"""What a network costs and sees: a network in, plain figures out. Knows no specs, files or formats."""
