"""GeoPlot and what only it needs."""
