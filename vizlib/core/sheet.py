"""A spec, its Data and a size -> Sheet: the words, the guides and the room of the picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vizlib.core.data import Data
from vizlib.core.edge_density import EdgeDensity
from vizlib.core.resolve import encodings_at
from vizlib.core.spec import PlotSpec
from vizlib.core.tracks import track_legends
from vizlib.encodings.encode import Encoding
from vizlib.encodings.legend import Legend
from vizlib.encodings.one_guide import entries_of
from vizlib.encodings.scales import field_name
from vizlib.scene.geometry import GuideBox
from vizlib.scene.guides import layout_guides, merged
from vizlib.scene.sheet import (
    INCH,
    MIN_BESIDE_IN,
    MIN_HEAD_EM,
    WIDE_ASPECT,
    Place,
    Setting,
    Sheet,
    Size,
    fits,
    foot_of,
    guides_room,
    head_of,
    picture_room,
    words_room,
    zoom_of,
)

TAPER_NOTE = "wide where they start"
WORTH_MOVING = 1.03
"""How much larger a picture of a fixed shape must be for its guides to stand at the other place."""
MAX_NAMED_GROUPS = 60
"""Groups that are named in the picture alone; more are explained by a legend too."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft:
    """What a sheet is made of.

    Parameters
    ----------
    spec, data
        What is drawn.
    size
        Width and height of the page in inches, None for what everything needs.
    setting
        What the place decides.
    legends
        What must be explained.
    """

    spec: PlotSpec
    data: Data
    size: Size | None
    setting: Setting
    legends: tuple[Legend, ...] = ()

    @property
    def page_pt(self) -> Size | None:
        """Width and height of the page in points, where they are given."""
        return None if self.size is None else (self.size[0] * INCH, self.size[1] * INCH)

    def plain(self) -> Sheet:
        """Return the sheet without words and guides: what all measures follow from."""
        measures = self.spec.measures(self.data.sized_by, self.page_pt)
        font_size = self.setting.font_size or measures.font_size
        if self.data.theme.font_size is not None:
            font_size = self.data.theme.font_size
        return Sheet(
            picture=measures.size, font_size=font_size,
            zoom=zoom_of(self.page_pt or self.spec.defaults.size_pt),
            margin=self.setting.margin_em * font_size,
        )  # fmt: skip

    def words(self, width: float, font_size: float) -> tuple[GuideBox, GuideBox]:
        """Set the words above and below in lines no wider than a width in points."""
        title, subtitle, caption = self.text
        theme = self.data.theme
        head = head_of(title, subtitle, width, font_size, theme, self.setting)
        return head, foot_of(caption, width, font_size, theme)

    @property
    def text(self) -> tuple[str, str, str]:
        """Title, subtitle and caption; of a panel the words of its setting."""
        spec, data, setting = self.spec, self.data, self.setting
        if setting.title is not None:
            below = (spec.subtitle or "") if setting.subtitle is None else setting.subtitle
            return setting.title, below, spec._caption_text(data)
        return spec._title_text(data), spec._subtitle_text(data), spec._caption_text(data)

    def guides(self, sheet: Sheet, room: Size, place: Place) -> GuideBox:
        """Lay out the guides for a place beside or below a picture."""
        if not self.legends:
            return GuideBox()
        return layout_guides(
            self.legends, self.data.theme, room, sheet.font_size, sheet.zoom, place == "bottom"
        )

    def around(self, sheet: Sheet, place: Place) -> Sheet:
        """Lay out guides and words round a picture whose size is known."""
        across, upright = sheet.picture
        guides = self.guides(sheet, (across, upright), place)
        beside, _ = guides_room(guides, place, sheet.font_size)
        width = max(across + beside, MIN_HEAD_EM * sheet.font_size)
        head, foot = self.words(width, sheet.font_size)
        return replace(sheet, guides=guides, place=place, head=head, foot=foot)


def lay_out(draft: Draft) -> Sheet:
    """Share a page between words, guides and picture; of a page of no size the picture is first."""
    sheet = draft.plain()
    place = _place(draft, sheet)
    if draft.page_pt is None:
        return replace(sheet, place=place)
    width, height = (max(side - 2 * sheet.margin, 1.0) for side in draft.page_pt)
    head, foot = draft.words(width, sheet.font_size)
    room = width, height - words_room(head, foot, sheet.font_size)
    guides, place, crowded = _guides_in(draft, sheet, room, place)
    picture = picture_room(room, guides, place, sheet.font_size)
    return replace(
        sheet, picture=picture, head=head, foot=foot, guides=guides, place=place, crowded=crowded
    )


def _place(draft: Draft, sheet: Sheet) -> Place:
    """Tell where guides stand: beside, but below a small page's or a wide picture."""
    if draft.spec.legend in ("right", "bottom"):
        return "bottom" if draft.spec.legend == "bottom" else "right"
    if draft.spec.defaults.guides_below:
        return "bottom"
    own = draft.spec.measures(draft.data.sized_by, None).size
    wide = own[0] / own[1] >= WIDE_ASPECT
    if draft.page_pt is None:
        return "bottom" if wide else "right"
    narrow = draft.page_pt[0] < MIN_BESIDE_IN * INCH
    flat = draft.page_pt[0] / draft.page_pt[1] >= WIDE_ASPECT
    return "bottom" if narrow or (wide and not flat) else "right"


def _guides_in(
    draft: Draft, sheet: Sheet, room: Size, place: Place
) -> tuple[GuideBox, Place, bool]:
    """Lay out the guides where they fit: at their place, or where the picture gains more room."""
    if not draft.legends:
        return GuideBox(), place, False
    other: Place = "bottom" if place == "right" else "right"
    narrow = draft.page_pt is not None and draft.page_pt[0] < MIN_BESIDE_IN * INCH
    places = (place, other) if draft.spec.legend is True and not narrow else (place,)
    laid = [(draft.guides(sheet, room, where), where) for where in places]
    laid = [(guides, where) for guides, where in laid if fits(guides, where, room)]
    if not laid:
        return GuideBox(), place, True
    own = draft.spec.measures(draft.data.sized_by, None).size
    rooms = [picture_room(room, *guides, sheet.font_size) for guides in laid]
    sides = [min(wide / own[0], high / own[1]) for wide, high in rooms]
    round_ = draft.spec.defaults.aspect == "equal"
    best = int(round_ and len(laid) > 1 and sides[1] > WORTH_MOVING * sides[0])
    return *laid[best], False


def legends_of(
    spec: PlotSpec, data: Data, encodings: Mapping[str, Encoding], density: EdgeDensity | None
) -> tuple[Legend, ...]:
    """Return what must be explained: encodings, tracks, counts, and what the plot adds."""
    if not spec.legend:
        return ()
    legends = entries_of(encodings.values())
    legends += track_legends(data)
    legends += [density.legend] if density is not None and density.legend else []
    shown = [_as_drawn(legend, data) for legend in merged(legends) if not _says_one_thing(legend)]
    return (*shown, *spec.legends(data))


def _as_drawn(legend: Legend, data: Data) -> Legend:
    """Let samples of widths narrow where edges do, and say which end is which."""
    narrows = data.direction == "taper" and legend.mark == "edge" and len(legend.sizes) > 0
    return replace(legend, tapers=True, note=TAPER_NOTE) if narrows else legend


def _says_one_thing(legend: Legend) -> bool:
    """Tell whether a legend tells nothing apart: all that is there has one value."""
    return legend.kind == "entries" and len(legend.labels) + (legend.missing > 0) <= 1


def without_groups(
    spec: PlotSpec, data: Data, legends: Sequence[Legend], told: bool = False
) -> tuple[tuple[Legend, ...], tuple[Legend, ...]]:
    """Part legends into those that are needed, and those that the names of groups replace.

    Parameters
    ----------
    spec, data
        What is drawn.
    legends
        Of the whole picture.
    told
        Whether other words name every group, however many there are.
    """
    groups = set(data.order.labels)
    if not names_groups(spec, data) or (len(groups) > MAX_NAMED_GROUPS and not told):
        return tuple(legends), ()
    own = data.encodings["node_color"].legend
    shown = own.title if data.colors_groups and own else field_name(spec.group_by)
    said = [
        shown is not None and legend.title == shown and legend.kind == "entries"
        and set(legend.labels[:-1]) <= groups
        and (legend.labels[-1] in groups or data.colors_groups)
        for legend in legends
    ]  # fmt: skip
    return (
        tuple(legend for legend, known in zip(legends, said, strict=True) if not known),
        tuple(legend for legend, known in zip(legends, said, strict=True) if known),
    )


def names_groups(spec: PlotSpec, data: Data) -> bool:
    """Tell whether groups are named: wherever there are some, unless that is taken back."""
    grouped = data.order.grouped or spec.defaults.names_groups_alone
    return grouped and spec.group_labels is not False


def looks_at(spec: PlotSpec, data: Data, sheet: Sheet) -> dict[str, Encoding]:
    """Return the looks of a picture as large as a sheet has room for."""
    room = spec.measures(data.sized_by, sheet.picture).node_room
    return encodings_at(spec, data, room, sheet.zoom)
