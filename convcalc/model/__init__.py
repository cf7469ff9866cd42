"""What a network is: volumes, windows, kinds, nodes. No files, no language."""
