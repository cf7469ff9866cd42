"""Archives that torch.export writes, read without PyTorch and without their weights."""
