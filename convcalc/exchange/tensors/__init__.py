"""Graphs of operators on tensors, as PyTorch and ONNX have them, on their way to be specs."""
