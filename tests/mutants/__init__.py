"""Mutation tests of the core: one change at a time to its code, and tests that must notice each."""
