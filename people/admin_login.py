"""Admin is entered through the site's own login, so that its limits and codes count there too."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin


def lead_admin_through_site_login() -> None:
    """Called once at start, before anybody reads `admin.site.urls`: later it would have no effect."""
    admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
