"""Groups as arcs, flows between them as ribbons."""
