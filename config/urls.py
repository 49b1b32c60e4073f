"""Every address of the site, app by app."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

admin.autodiscover()  # here, since only who answers requests needs admin: see people/admin_app.py

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("people.account_urls")),
    path("api/", include("forms_engine.api_urls")),
    path("", include("people.urls")),
    path("", include("sync.urls")),
    path("", include("forms_engine.urls")),
    path("", include("dashboards.urls")),
    path("", include("messaging.urls")),
    path("", include("messaging.door_urls")),
    path("", include("invites.urls")),
    path("", include("alerts.urls")),
]

handler400 = "config.bad_requests.bad_request"

if settings.IS_DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))
