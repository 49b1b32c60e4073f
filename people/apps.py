from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People and the site")

    def ready(self) -> None:
        from people import navigation, rights, staff_flag
        from people.admin_login import lead_admin_through_site_login
        from people.models import Person

        m2m_changed.connect(staff_flag.follow_roles, sender=Person.groups.through, dispatch_uid="staff flag")
        post_migrate.connect(rights.settle_rights, dispatch_uid="rights of roles")
        lead_admin_through_site_login()
        navigation.register_entry(
            navigation.EntryPlan(order=900, label=_("Admin"), url_name="admin:index", is_for=navigation.is_for_admin)
        )
