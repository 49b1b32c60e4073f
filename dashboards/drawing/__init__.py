"""Drawings of plain data, made by the server: no queries, no rights, no settings. Words come in finished."""
