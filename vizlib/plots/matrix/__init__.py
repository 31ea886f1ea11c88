"""MatrixPlot: the plot, the blocks of many graphs, and its layers."""
