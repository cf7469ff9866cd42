"""The structure of a network found again: series and branches, blocks with parameters, runs. Only `import` loads it."""
