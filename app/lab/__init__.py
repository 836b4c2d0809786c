"""The only room that knows PyTorch: data, folds, fit, evaluate, explain, export."""
