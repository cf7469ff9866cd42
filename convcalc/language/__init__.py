"""The spec language: text to a spec to a network."""
