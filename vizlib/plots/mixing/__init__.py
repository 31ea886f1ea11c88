"""MixingPlot: the plot, its groups, its cells and its marks."""
