"""Dashboards that consultants design.

figures.py         a figure: one measure, one statistic, so many days; statistics_offered.py is the list of them
tiles/             one file a kind of tile; base.py is their contract
sight.py           what one viewer sees on one day: people, measures, values
opening.py         which dashboards somebody may open, of which squads
page.py, views.py  a dashboard as plain data, and over HTTP
documents.py, difference.py, importing.py   dashboards as files; shipped/ has four
admin/             the page inside the admin where they are built
"""
