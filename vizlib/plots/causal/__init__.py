"""CausalPlot: the plot, its layout, and its layers and legends."""
