"""What editors ask of convcalc, by the Language Server Protocol."""
