"""A spec and its Data -> what the marks of its picture stand for."""

from vizlib.core.data import Data
from vizlib.core.resolve import option_of
from vizlib.core.spec import PlotSpec
from vizlib.encodings.read_option import read_option
from vizlib.scene.meaning import Meaning, ShownField


def meaning_of(spec: PlotSpec, data: Data) -> Meaning:
    """Say which nodes, edges and fields a picture shows."""
    return Meaning(
        ids=data.tables.ids,
        source=data.tables.source,
        target=data.tables.target,
        groups=data.order.labels,
        members={"group": data.order.group, **data.members},
        fields=_shown_fields(spec, data),
        ends={"edge": (data.tables.source, data.tables.target), **data.ends},
    )


def _shown_fields(spec: PlotSpec, data: Data) -> dict[str, ShownField]:
    shown = {}
    for name, encoding in data.encodings.items():
        option = option_of(spec, data, name) if hasattr(spec, name) else None
        if not encoding.field or option is None:
            continue
        table = data.table_of(name)
        values = read_option(option, table, name)
        scale = encoding.scale if len(values) == len(encoding.values) else None
        shown[name] = ShownField(encoding.field, table.kind, values, scale)
    return shown
