"""The boards' addresses."""

from django.urls import path

from dashboards import views
from dashboards.board import views as board

urlpatterns = [
    path("", views.home, name="home"),
    path("board/", board.board, name="board"),
    path("board.csv", board.board_as_csv, name="board_csv"),
    path("board/rest/", board.board_rest, name="board_rest"),
    path("board/why/", board.board_why, name="board_why"),
    path("board/changes/", board.board_changes, name="board_changes"),
    path("board/choice/", board.board_choice, name="board_choice"),
    path("people/<int:person_id>/", views.athlete, name="athlete"),
]
