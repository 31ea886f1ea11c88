"""CausalPlot: the plot, its layout, its strands, and its layers and guides."""
