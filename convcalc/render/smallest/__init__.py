"""The smallest input that a network takes, one module a format."""
