"""Tables out of files people send: CSV in its many dialects, and XLSX. One way in: `open_table`."""

from forms_engine.importing.files.opening import FileShape, Table, open_table, shape_of, sheet_names

__all__ = ["FileShape", "Table", "open_table", "shape_of", "sheet_names"]
