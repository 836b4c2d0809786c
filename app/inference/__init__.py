"""The only room that knows ONNX Runtime: bundle, session, engine."""
