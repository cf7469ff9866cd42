"""ONNX, written without its package: opset 21, with the batch as an axis of its own, channels first."""
