"""Addresses of the REST interface."""

from django.urls import path

from forms_engine import api

app_name = "api"
urlpatterns = [
    path("people", api.People.as_view(), name="people"),
    path("forms", api.Forms.as_view(), name="forms"),
    path("forms/<slug:form_key>/schema", api.Schema.as_view(), name="schema"),
    path("forms/<slug:form_key>/records", api.Records.as_view(), name="records"),
    path("records/<int:record_id>", api.OneRecord.as_view(), name="record"),
]
