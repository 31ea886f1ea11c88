"""The names of our own ramps -> their colours, from low to high."""

from collections.abc import Mapping

RAMPS: Mapping[str, tuple[str, ...]] = {
    "lagoon": ("#a9cbe2", "#7ab2d3", "#4b93bd", "#2a6c9f", "#1d477a", "#14264f"),
    "lagoon-dark": ("#34587c", "#37749b", "#4191b3", "#6bbac8", "#a9dcd6", "#e6f7ea"),
    "rust-lagoon": ("#8c2d14", "#c96541", "#e0a98f", "#cdcdd0", "#8fb2d0", "#3f7fb3", "#174a7c"),
    "rust-lagoon-dark": (
        "#ffb08f",
        "#d9744f",
        "#8c4d3c",
        "#4a4d55",
        "#3d6687",
        "#4f9ac6",
        "#a5d8f3",
    ),
}
