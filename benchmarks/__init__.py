"""Speed claims, as ratios against named peers measured in one run."""
