"""What is held against a spec."""
