"""The boards' addresses."""

from django.urls import path

from dashboards import views

urlpatterns = [
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("board.csv", views.board_as_csv, name="board_csv"),
    path("people/<int:person_id>/", views.athlete, name="athlete"),
]
