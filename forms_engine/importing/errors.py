"""What can be wrong with a file as a whole; what is wrong with one cell is a problem of its row.

UnreadableFile   whoever sent the file mends it: too large, of another kind, damaged, hostile
Unmatched        the importer chooses again: a column that is needed is not named
"""

from forms_engine.errors import FormsError


class UnreadableFile(FormsError):
    code = "unreadable_file"


class Unmatched(FormsError):
    code = "unmatched"
