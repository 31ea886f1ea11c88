"""Anything with nodes and edges -> tables of fields, own and derived."""
