"""A field -> a look and its legend entry: scales, palettes, themes."""
