"""What every plot is: a spec, what it means for its graph, its scene, and the verbs."""
