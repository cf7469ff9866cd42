"""ONNX files, read without the onnx package and without their weights."""
