"""Addresses of imports."""

from django.urls import path

from forms_engine.importing import people_views, views

JOB = "files/imports/<int:job_id>/"

urlpatterns = [
    path("files/", views.files, name="files"),
    path("files/<slug:form_key>/import/", views.begin, name="begin_import"),
    path("files/people/", people_views.begin_people, name="begin_people"),
    path("files/people/<int:job_id>/", people_views.people_job, name="people_job"),
    path("files/people/<int:job_id>/decide/", people_views.decide_people, name="decide_people"),
    path(JOB, views.import_job, name="import_job"),
    path(JOB + "read/", views.read_again, name="read_import_again"),
    path(JOB + "people/", views.name_people, name="name_people"),
    path(JOB + "columns/", views.change_columns, name="change_columns"),
    path(JOB + "confirm/", views.confirm, name="confirm_import"),
    path(JOB + "drop/", views.drop, name="drop_import"),
]
