"""What is drawn, as arrays, before matplotlib: geometry, edge paths, page, labels, guides."""
