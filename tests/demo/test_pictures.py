"""The list of pictures names files once and pages that exist; what is written is small and looks the same."""

from io import BytesIO

from django.urls import resolve
from PIL import Image

from demo.pictures.pages import PICTURES
from demo.pictures.shrinking import COLOURS, shrunk
from demo.pictures.taking import index_of

KNOWN = {"athlete": "1", "first_team": "1", "night": "2026-03-10", "record": "1", "alert": "1", "rule": "1"}


def test_every_picture_is_of_a_page_and_in_a_file_of_its_own() -> None:
    files = [file for picture in PICTURES for file, _size, _scheme in picture.files()]
    assert len(files) == len(set(files))
    for picture in PICTURES:
        assert resolve(picture.path.format_map(KNOWN).partition("?")[0])


def test_the_page_of_pictures_shows_each_of_them() -> None:
    page = index_of(PICTURES)
    assert all(f"]({file})" in page for picture in PICTURES for file, _size, _scheme in picture.files())


def test_a_picture_gets_small_and_keeps_its_size() -> None:
    wide = Image.linear_gradient("L").resize((1440, 900)).convert("RGB")
    png = BytesIO()
    wide.save(png, "PNG")
    with Image.open(BytesIO(shrunk(png.getvalue()))) as small:
        assert small.size == (1440, 900)
        assert small.mode == "P"
        colours = small.getcolors()
        assert colours is not None
        assert len(colours) <= COLOURS


def test_filling_files_alerts_and_what_a_consultant_designs_are_pictured() -> None:
    names = {resolve(picture.path.format_map(KNOWN).partition("?")[0]).url_name for picture in PICTURES}
    assert {"fill_in", "new_record", "group_grid", "begin_import", "export_form"} <= names
    assert {"person_record", "person_history", "person_profile", "alert"} <= names
    assert {"forms_builder_form", "dashboards_designer_one", "alerts_rule_change"} <= names
    assert "/dashboards/morning_board/" in {picture.path for picture in PICTURES}
