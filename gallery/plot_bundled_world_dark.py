"""Bundled and dark: routes share their way where that is no long detour."""

from pathlib import Path

import numpy as np
import pandas as pd

import vizlib as vz

cities = pd.read_csv(Path(__file__).parent / "data" / "cities.csv")
GLOW = ["#fff3b0", "#ffb35c", "#ff5d73", "#c45cff", "#5aa9ff"]
rng = np.random.default_rng(5)

# Each city stands for the towns round it, the smaller the farther from its middle.
towns = cities.loc[np.repeat(cities.index, 7)].reset_index(drop=True)
towns["lat"] += rng.normal(0, 2.2, len(towns)).clip(-5, 5)
towns["lon"] += rng.normal(0, 3.0, len(towns)).clip(-7, 7)
towns["millions"] *= rng.pareto(2.2, len(towns)) + 0.02

lat, lon = np.radians(towns.lat.to_numpy()), np.radians(towns.lon.to_numpy())
share = (towns.millions / towns.millions.sum()).to_numpy()
one, two = rng.choice(len(towns), (2, 60_000), p=share)
cosine = np.sin(lat[one]) * np.sin(lat[two]) + np.cos(lat[one]) * np.cos(lat[two]) * (
    np.cos(lon[one] - lon[two])
)
likely = (one != two) & (rng.random(len(one)) < 0.25 / (0.25 + np.arccos(cosine.clip(-1, 1))))
routes = pd.DataFrame({"source": one[likely], "target": two[likely]})
routes["km"] = 6371 * np.arccos(cosine[likely].clip(-1, 1))

vz.GeoPlot(
    vz.from_edges(routes, towns),
    projection="Robinson",
    theme="dark",
    basemap="land",
    edge_path="bundled",
    edge_color=vz.by("km", palette=GLOW, title="kilometres"),
    edge_width=0.6,
    edge_alpha=0.1,
    node_size=0.5,
    node_alpha=0.6,
    extent=(-180, 180, -56, 84),
    figsize=(14, 7),
    title="Long ways share their corridors",
    subtitle="Made-up routes between towns, bundled where that is no long detour",
).save("bundled_world.png", dpi=120)
