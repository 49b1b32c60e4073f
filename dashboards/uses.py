"""What boards plug into the socket of uses: which dashboards, and whether the morning board, show a field."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.board.columns import BOARD_COLUMNS
from dashboards.designer.page import asked_measures
from dashboards.models import Tile
from forms_engine.extension import Use
from forms_engine.models import FieldDefinition


def uses_of(fields: Sequence[FieldDefinition]) -> list[Use]:
    """One statement: the tiles of all dashboards."""
    ids = {f"{one.form.key}.{one.key}": one.pk for one in fields}
    return [*_of_board(ids), *_of_dashboards(ids)]


def _of_board(ids: dict[str, int]) -> Iterator[Use]:
    for column in BOARD_COLUMNS:
        pk = ids.get(f"{column.form_key}.{column.field_key}")
        if pk is not None:
            yield Use(pk, _("the morning board"), reverse("board"))


def _of_dashboards(ids: dict[str, int]) -> Iterator[Use]:
    for tile in Tile.objects.select_related("dashboard").order_by("dashboard__name", "order", "pk"):
        for key in sorted(asked_measures([tile]) & ids.keys()):
            words = _("dashboard “%(name)s”") % {"name": tile.dashboard.name}
            yield Use(ids[key], words, reverse("admin:dashboards_designer_one", args=[tile.dashboard.key]))
