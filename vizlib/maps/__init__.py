"""Everything that knows the globe."""
