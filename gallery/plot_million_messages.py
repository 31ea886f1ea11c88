"""A million messages: density where edges cannot be seen one by one.

A communication network of a hundred thousand people in departments, from a seeded generator: few
write much and many write little, and most write to their own department. Edges are counted over
each pixel; the same line draws ten edges or ten million.
"""

import numpy as np
import pandas as pd

import vizlib as vz

PEOPLE, MESSAGES = 100_000, 1_000_000
NAMES = ["Engineering", "Sales", "Research", "Support", "Finance", "Legal", "Design", "People"]
rng = np.random.default_rng(7)

share = rng.dirichlet(np.linspace(6, 1, len(NAMES)) * 2)
department = np.sort(rng.choice(len(NAMES), PEOPLE, p=share))
size = np.bincount(department, minlength=len(NAMES))
begin = np.cumsum(size) - size
activity = rng.pareto(1.6, PEOPLE) + 0.05
sender = rng.choice(PEOPLE, MESSAGES, p=activity / activity.sum())
affinity = rng.gamma(0.25, size=(len(NAMES), len(NAMES))) * 0.12 + np.eye(len(NAMES))
other = (affinity / affinity.sum(axis=1, keepdims=True)).cumsum(axis=1)
to = (rng.random((MESSAGES, 1)) > other[department[sender]]).sum(axis=1)
rank = rng.random(MESSAGES) ** 4
receiver = (begin[to] + rank * size[to]).astype(int)

people = pd.DataFrame({"department": np.array(NAMES)[department]})
messages = pd.DataFrame({"source": sender, "target": receiver})
graph = vz.from_edges(messages, people, directed=True)

order = {"group_by": "department", "sort_by": vz.by("degree", reverse=True)}
words = {
    "subtitle": "A million messages between a hundred thousand people, counted over each pixel",
    "caption": "Made-up data of a seeded generator",
}
vz.CircosPlot(
    graph,
    **order,
    **words,
    title="Of what leaves a department most goes from Sales to Legal",
    figsize=(8, 8),
).save("million_circos.png")
vz.HivePlot(
    graph, **order, **words, title="A tenth of the people writes most of the mail", figsize=(8, 8)
).save("million_hive.png")
vz.MatrixPlot(
    graph, **order, **words, title="Four of five messages stay in their department", figsize=(8, 8)
).save("million_matrix.png")
