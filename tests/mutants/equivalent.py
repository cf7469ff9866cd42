"""Mutants that mean the same as the code, each with the reason: no test can tell them apart."""

EQUIVALENT: dict[str, str] = {}
