"""Who may design dashboards: consultants, by the rights the admin gives them."""

from django.http import Http404

from dashboards.models import Dashboard
from forms_engine.builder.doors import for_holders

RIGHTS = tuple(
    f"dashboards.{action}_{model}" for model in ("dashboard", "tile") for action in ("add", "change", "delete")
)

for_designers = for_holders(RIGHTS)


def find_dashboard(key: str) -> Dashboard:
    """Raises Http404."""
    dashboard = Dashboard.objects.filter(key=key).first()
    if dashboard is None:
        raise Http404
    return dashboard
