"""What the scripts of the grid say, translated here because scripts are not."""

from django.utils.translation import gettext as _


def words_for_scripts() -> dict[str, str]:
    """Key → sentence; {names} in braces are filled in by the scripts. `_one` and `_many` are the two numbers."""
    return {
        "changed_none": _("Nothing to save."),
        "save": _("Save"),
        "save_one": _("Save {count} row"),
        "save_many": _("Save {count} rows"),
        "state_changed": _("changed"),
        "state_saved": _("saved"),
        "state_refused": _("not saved"),
        "state_asked": _("is this right?"),
        "state_collided": _("changed by {who} too"),
        "saving": _("Saving …"),
        "unsent": _("Not sent: there is no connection. What you typed stays here; save again in a moment."),
        "logged_out": _(
            "You are logged out. Log in again in another tab, come back here and save: what you typed stays."
        ),
        "not_yours": _("The site did not take this: you may not fill this any more, or the page is too old."),
        "broken": _("The site could not save this. What you typed stays here; save again in a moment."),
        "undone": _("Taken back."),
        "filled_one": _("{count} cell filled."),
        "filled_many": _("{count} cells filled."),
        "copied_one": _("{count} cell copied."),
        "copied_many": _("{count} cells copied."),
        "nothing_below": _("There is nothing below to fill."),
        "no_last": _("There is no last answer to take in this column."),
        "sure": _("Yes, it is right"),
        "mine": _("Keep mine: {value}"),
        "theirs": _("Take theirs: {value}"),
        "by_other": _("{who} wrote “{theirs}” meanwhile. You typed “{mine}”. Which one stays?"),
        "nothing": _("nothing"),
        "paste_cells_one": _("{count} cell changes"),
        "paste_cells_many": _("{count} cells change"),
        "paste_rows_one": _("in {count} row."),
        "paste_rows_many": _("in {count} rows."),
        "paste_same": _("Nothing would change."),
        "paste_beyond": _("What reaches beyond the grid is left out: {count}."),
        "paste_good": _("Every cell can be saved as it is."),
        "paste_wrong_one": _("{count} cell cannot be saved like this:"),
        "paste_wrong_many": _("{count} cells cannot be saved like this:"),
        "paste_more": _("and {count} more."),
        "paste_unchecked": _("It could not be checked now; saving will check it."),
    }
