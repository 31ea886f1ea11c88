"""Many graphs and one plot -> a folder of figures, drawn here or on a cluster; the home of Dask."""
