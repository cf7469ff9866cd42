"""Families by pieces: each piece of a network is worked out once, and members are put together of them."""
