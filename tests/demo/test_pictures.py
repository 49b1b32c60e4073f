"""The list of pictures names files once and pages that exist; what is written is small and looks the same."""

from collections.abc import Iterable
from io import BytesIO

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from PIL import Image

from demo.pictures.pages import PICTURES
from demo.pictures.shrinking import COLOURS, shrunk
from demo.pictures.taking import index_of

KNOWN = {
    **dict.fromkeys(("athlete", "first_team", "record", "alert", "rule"), "1"),
    **dict.fromkeys(("night", "answered_on"), "2026-03-10"),
    "invite": "a" * 40,
}


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


# Steps of logging in that a mail or a password leads to, what is only sent to, parts of pages, files and what programs
# ask for.
NOT_PICTURED = {
    "account_email",  # leads to one's own account
    *("account_confirm_email", "account_confirm_login_code", "account_email_verification_sent", "account_inactive"),
    *("account_logout", "account_reauthenticate", "account_reset_password_done", "account_set_password"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done", "account_signup", "set_language"),
    *("acknowledge", "again", "assign", "attach", "begin", "board_choice", "callback", "change_columns", "chat_code"),
    *("check_grid", "confirm_import", "decide_people", "drop_import", "end_token", "go", "invite", "invite_many"),
    *("keep_draft", "leave_grid", "match_trainerize", "name_people", "note", "notices", "hooks", "read_import_again"),
    *("release_chat", "reopen", "repair", "restore_record", "save_grid", "setup_application", "setup_feeds"),
    *("setup_forms", "setup_switch", "snooze", "squad_week_mail", "sync_now", "withdraw_record"),
    *("board_changes", "board_rest", "board_why", "grid_presence", "lines", "run", "squad_gap"),
    *("import_job", "people_job"),  # import-columns shows one
    *("attachment", "board_csv", "picture", "squad_heatmap_csv", "squad_week_csv", "mail"),
    *("forms", "people", "record", "records", "schema"),
}


def test_every_page_outside_admin_is_pictured() -> None:
    pictured = {resolve(picture.path.format_map(KNOWN).partition("?")[0]).url_name for picture in PICTURES}
    assert _names(get_resolver().url_patterns) - pictured == NOT_PICTURED


def _names(patterns: Iterable[URLPattern | URLResolver]) -> set[str]:
    found: set[str] = set()
    for one in patterns:
        if isinstance(one, URLPattern):
            found |= {one.name} if one.name else set()
        elif one.app_name != "admin":
            found |= _names(one.url_patterns)
    return found
