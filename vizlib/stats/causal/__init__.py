"""Causal graphs: text -> tables; a DAG and a question -> what is separated, and why."""
