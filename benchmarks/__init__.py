"""Speed: ratios to named yardsticks that do the same work, instruction counts, and growth with the number of layers."""
