"""Designing dashboards: the page inside the admin, in the manner of the form builder and with its pieces.

changing.py   one change: one transaction, refused when somebody else was there first, told in the history
tile_panel.py, panels.py   what the page asks for; choosing.py finds what is in hand
steps.py      the changes by the word the page sends; pages.py, looking.py, transfers.py answer it
"""
