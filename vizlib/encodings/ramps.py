"""The names of our own palettes and ramps -> their colours."""

from collections.abc import Mapping

ON_DARK = "-dark"
"""What a ramp for dark paper adds to its name."""

RAMPS: Mapping[str, tuple[str, ...]] = {
    "lagoon": (
        "#e6f6fa", "#bce6f4", "#98d4eb", "#76bfe2", "#5ba7d5", "#4791c8", "#397ab6", "#3063a1",
        "#274e8a", "#213b71", "#1b2b56",
    ),
    "ember": (
        "#faf3e3", "#f9dfbb", "#f8ca96", "#f7b272", "#f29857", "#e97c44", "#d6643a", "#c04e32",
        "#a8392a", "#8a2a27", "#6a2023",
    ),
    "lagoon-dark": (
        "#202837", "#273751", "#2d4769", "#315a83", "#36709d", "#3c87b2", "#469fc3", "#5db8d0",
        "#7ccedb", "#a1e3e5", "#caf5f2",
    ),
    "ember-dark": (
        "#312420", "#512c24", "#6f352a", "#903f2e", "#ad4d35", "#c86235", "#dc7c39", "#e79b49",
        "#efb968", "#f2d490", "#f7ecbe",
    ),
    "rust-lagoon": (
        "#7b2813", "#a53e1a", "#c65c2b", "#da814b", "#e7a575", "#efc7a3", "#f7e4d2", "#ffffff",
        "#d4e8f5", "#a6d0eb", "#7db7df", "#589ad0", "#3e7dba", "#2f619f", "#214682",
    ),
    "rust-lagoon-dark": (
        "#fdd7ac", "#f4b37b", "#e18c56", "#c6663c", "#9d492b", "#6b3828", "#41261d", "#14171d",
        "#212f40", "#304866", "#3b6491", "#4983b6", "#62a4d2", "#85c8e9", "#bae7f5",
    ),
}  # fmt: skip
"""From low to high, even in OKLab; the low end, and the middle of a diverging one, is all but the
paper."""

PALETTES: Mapping[str, tuple[str, ...]] = {
    "harbour": (
        "#2d71c4", "#dd8222", "#4dae8f", "#924383", "#d8c163", "#7dc1f3", "#a42e08", "#6d7e48",
        "#eb9ac4", "#6c5147",
    ),
    "harbour-20": (
        "#2d71c4", "#dd8222", "#4dae8f", "#924383", "#d8c163", "#7dc1f3", "#a42e08", "#6d7e48",
        "#eb9ac4", "#6c5147", "#918ac0", "#a86c7e", "#a79d62", "#9cd0a6", "#65859b", "#6658a5",
        "#335c69", "#996103", "#87a0f0", "#2d755f",
    ),
    "dusk": (
        "#404e60", "#dfcfb0", "#9d89ac", "#97b39c", "#97705f", "#bcd1df",
    ),
    "okabe-ito": (
        "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442", "#000000",
    ),
}  # fmt: skip
"""Colours of categories, told apart by people who see two hues only; harbour is the usual one, dusk
that of a second field. Okabe and Ito: Color Universal Design (2008)."""
