"""Addresses of forms and records."""

from django.urls import include, path

from forms_engine.views import attaching, event, fill_in, filling, history, profile

EVENTS = "people/<int:person_id>/events/<slug:form_key>/"

urlpatterns = [
    path("", include("forms_engine.importing.urls")),
    path("", include("forms_engine.exporting.urls")),
    path("enter/", include("forms_engine.group_entry.urls")),
    path("fill-in/", fill_in.fill_in, name="fill_in"),
    path("attachments/<uuid:key>/", attaching.attachment, name="attachment"),
    path("people/<int:person_id>/history/", history.person_history, name="person_history"),
    path("people/<int:person_id>/forms/<slug:form_key>/attach/<slug:field_key>/", attaching.upload, name="attach"),
    path("profiles/", profile.own_profiles, name="profiles"),
    path("profiles/<slug:form_key>/", profile.own_profile, name="profile"),
    path("people/<int:person_id>/profiles/<slug:form_key>/", profile.person_profile, name="person_profile"),
    path(EVENTS, event.person_events, name="person_events"),
    path(EVENTS + "new/", filling.new_record, name="new_record"),
    path(EVENTS + "draft/", filling.keep_draft, name="keep_draft"),
    path(EVENTS + "<int:record_id>/sent/", fill_in.record_sent, name="record_sent"),
    path(EVENTS + "<int:record_id>/", event.person_record, name="person_record"),
    path(EVENTS + "<int:record_id>/edit/", filling.edit, name="edit_record"),
    path(EVENTS + "<int:record_id>/withdraw/", event.withdraw, name="withdraw_record"),
    path(EVENTS + "<int:record_id>/restore/", event.restore, name="restore_record"),
]
