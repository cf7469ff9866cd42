"""Random networks in PyTorch, beside what a spec says of them. Shares no code with convcalc."""
