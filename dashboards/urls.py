"""The boards' addresses."""

from django.urls import path, register_converter

from dashboards import views
from dashboards.athlete import views as athlete
from dashboards.board import views as board
from dashboards.days import DayInAddress
from dashboards.designer import views as designer
from dashboards.squad import views as squad
from dashboards.squad import weekly_views as weekly

register_converter(DayInAddress, "day")

urlpatterns = [
    path("", views.home, name="home"),
    path("board/", board.board, name="board"),
    path("board.csv", board.board_as_csv, name="board_csv"),
    path("board/rest/", board.board_rest, name="board_rest"),
    path("board/why/", board.board_why, name="board_why"),
    path("board/changes/", board.board_changes, name="board_changes"),
    path("board/choice/", board.board_choice, name="board_choice"),
    path("squad/", squad.heatmap, name="squad_heatmap"),
    path("squad/heatmap.csv", squad.heatmap_as_csv, name="squad_heatmap_csv"),
    path("squad/gap/", squad.gap, name="squad_gap"),
    path("squad/distribution/", squad.distribution, name="squad_distribution"),
    path("squad/two-fields/", squad.scatter, name="squad_scatter"),
    path("squad/week/", weekly.week, name="squad_week"),
    path("squad/week.csv", weekly.week_as_csv, name="squad_week_csv"),
    path("squad/week/mail/", weekly.week_mail, name="squad_week_mail"),
    path("squad/record/<int:person_id>/<slug:form_key>/<str:day>/", squad.record, name="squad_record"),
    path("dashboards/", designer.dashboards, name="dashboards"),
    path("dashboards/<slug:key>/", designer.dashboard, name="dashboard"),
    path("people/<int:person_id>/", athlete.athlete, name="athlete"),
    path("people/<int:person_id>/nights/<day:day>/", athlete.night, name="night"),
]
