"""What comes of a sweep: the front or the best, and what became of all points."""
