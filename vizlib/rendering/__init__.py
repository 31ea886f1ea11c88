"""Arrays -> matplotlib -> file; the only pyplot."""
