"""Answers that need no picture: mixing, causal."""
