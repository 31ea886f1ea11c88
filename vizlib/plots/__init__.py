"""One file a plot, each a Plot with a place() and a connect() of its own."""
