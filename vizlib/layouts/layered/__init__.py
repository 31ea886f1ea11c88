"""A directed acyclic graph -> layers, an order in each, positions, and lines clear of nodes."""
