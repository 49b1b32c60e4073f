"""The address of an export."""

from django.urls import path

from forms_engine.exporting import views

urlpatterns = [path("files/<slug:form_key>/export/", views.export_form, name="export_form")]
