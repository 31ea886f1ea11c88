"""Words and where they belong -> where each stands, how large, and what joins it to its place."""
