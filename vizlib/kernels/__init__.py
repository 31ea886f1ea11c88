"""Loops over arrays, compiled: the only home of numba. Arrays in, arrays out."""
