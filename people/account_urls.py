"""allauth's pages under /accounts/, without the one where people would change their e-mail address; the language."""

from django.urls import include, path
from django.views.generic import RedirectView

from people.language import choose_language

urlpatterns = [
    # First of its name: allauth's own pages that lead to it lead to one's account page.
    path("email/", RedirectView.as_view(pattern_name="people:me"), name="account_email"),
    path("language/", choose_language, name="set_language"),
    path("", include("allauth.urls")),
]
