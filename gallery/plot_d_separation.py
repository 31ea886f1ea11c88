"""d-separation in four pictures: fork, chain, collider, and a collider's descendant.

A fork and a chain pass dependence on until their middle is given. A collider blocks until it, or
anything that it causes, is given. Open paths are red; a cross stands on the arrows by which a path
comes to where it is blocked; squares are given; a ring is a collider that is opened.
"""

import matplotlib.pyplot as plt

import vizlib as vz

LESSONS = [
    ("X <- U -> Y", None),
    ("X <- U -> Y", "U"),
    ("X -> M -> Y", None),
    ("X -> M -> Y", "M"),
    ("X -> C <- Y; C -> D", None),
    ("X -> C <- Y; C -> D", "D"),
]
figure, axes = plt.subplots(3, 2, figsize=(11, 8.5))
figure.subplots_adjust(0.02, 0.02, 0.98, 0.95, wspace=0.06, hspace=0.3)
for ax, (text, given) in zip(axes.flat, LESSONS, strict=True):
    vz.CausalPlot(text, exposure="X", outcome="Y", given=given).draw(ax=ax)
figure.savefig("d_separation.png", dpi=110)

confounded = vz.CausalPlot(
    """Age -> Smoking; Age -> "Lung capacity"; Smoking -> Tar -> "Lung capacity"
       Genes -> Smoking; Genes -> "Lung capacity"; Smoking -> Cough <- "Lung capacity" """,
    exposure="Smoking",
    outcome="Lung capacity",
    given=["Age", "Genes"],
    title="Age and genes close every back door",
    subtitle="What is left between smoking and lung capacity runs through tar",
)
print(confounded.paths.to_string())
print("Adjust for:", confounded.adjustment_sets)
confounded.save("causal.png", dpi=150)
