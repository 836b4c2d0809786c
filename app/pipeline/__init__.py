"""The story of one exam: open its pictures, gate, look, ask the network, assess."""
