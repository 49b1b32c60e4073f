"""People: added without a password, told by mail, deactivated and not deleted."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.accounts import forget_old_addresses, tell_old_address
from people.adding import add_person
from people.admin.merging import answer_merge
from people.admin.person_form import NewPersonForm, PersonForm
from people.application import application_details
from people.models import Membership, Person, SiteApplication
from people.site_admin import SiteModelAdmin, SiteTabularInline
from people.welcoming import send_welcome

OWN_ROW_READS = ("groups", "is_active")


class RoleFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("role")


class MembershipInline(SiteTabularInline[Membership, Person]):
    model = Membership
    autocomplete_fields = ["squad"]


@admin.register(Person)
class PersonAdmin(SiteModelAdmin[Person]):
    person_path = "pk"
    form = PersonForm
    list_display = ["full_name", "username", "email", "role_names", "squad_names", "is_active", "last_login"]
    list_filter = [("groups", RoleFilter), "squads", "is_active"]
    search_fields = ["first_name", "last_name", "known_as", "username", "email", "uuid"]
    ordering = ["last_name", "first_name", "username"]
    inlines = [MembershipInline]
    actions = ["send_welcome_again", "deactivate", "activate", "merge"]
    fieldsets = [
        (None, {"fields": ["username", "email", "first_name", "last_name", "known_as"]}),
        (_("Roles"), {"fields": ["groups"]}),
        (_("About them"), {"fields": ["date_of_birth", "sex", "language", "zone", "uuid"]}),
    ]
    account_fieldset = (_("Account"), {"fields": ["is_active", "last_login", "date_joined"]})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).prefetch_related("groups", "squads")

    def get_fieldsets(self, request: HttpRequest, obj: Person | None = None) -> Any:
        return [*self.fieldsets, self.account_fieldset] if obj else self.fieldsets

    def get_form(
        self, request: HttpRequest, obj: Person | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        kwargs["form"] = PersonForm if change else NewPersonForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> list[str]:
        read = ["last_login", "date_joined"]
        if application_details().uuid_state != SiteApplication.UuidState.OWN:
            read.append("uuid")
        if obj == request.user and not request.user.is_superuser:
            read += OWN_ROW_READS
        return read

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """A superuser's account is changed by superusers only: else its e-mail would be a way to its rights."""
        is_out_of_reach = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_out_of_reach and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Person, form: forms.ModelForm, change: bool) -> None:
        if not change:
            add_person(obj)
            transaction.on_commit(partial(self._welcome, request, obj))
            return
        old_email = form.initial.get("email", "").lower()
        super().save_model(request, obj, form, change)
        if obj.email != old_email:
            forget_old_addresses(obj)
            if old_email:
                tell = partial(tell_old_address, obj, old_email, changed_by=str(request.user))
                transaction.on_commit(partial(self._send, request, obj, tell))

    def _welcome(self, request: HttpRequest, person: Person) -> bool:
        return self._send(request, person, partial(send_welcome, person))

    def _send(self, request: HttpRequest, person: Person, send: Callable[[], None]) -> bool:
        """True when the mail was handed over; else the consultant reads that it was not."""
        try:
            send()
        except OSError:
            sentence = _(
                "The mail to %(name)s could not be sent. Ask whoever runs this site to look at its mail settings, "
                "then send it again."
            )
            messages.error(request, sentence % {"name": person.full_name})
            return False
        return True

    def _reachable(self, request: HttpRequest, people: QuerySet[Person]) -> QuerySet[Person]:
        return people if request.user.is_superuser else people.filter(is_superuser=False)

    @admin.action(description=_("Send the mail to set a password again"), permissions=["change"])
    def send_welcome_again(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        chosen = list(self._reachable(request, queryset.filter(is_active=True)).exclude(email=""))
        sent = sum(self._welcome(request, person) for person in chosen)
        if sent:
            messages.success(request, ngettext("%d mail sent.", "%d mails sent.", sent) % sent)
        if left_out := queryset.count() - len(chosen):
            sentence = ngettext(
                "%d person was left out: inactive, without an e-mail address, or not yours to change.",
                "%d people were left out: inactive, without an e-mail address, or not yours to change.",
                left_out,
            )
            messages.warning(request, sentence % left_out)

    @admin.action(description=_("Deactivate: no login, records stay"), permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self._set_active(request, queryset.exclude(username=request.user.get_username()), is_active=False)

    @admin.action(description=_("Activate"), permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self._set_active(request, queryset, is_active=True)

    @admin.action(description=_("Merge two accounts into one"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse | None:
        return answer_merge(request, queryset, self)

    def _set_active(self, request: HttpRequest, people: QuerySet[Person], *, is_active: bool) -> None:
        changed = list(self._reachable(request, people).exclude(is_active=is_active))
        for person in changed:
            person.is_active = is_active
            person.save(update_fields=["is_active"])
            words = _("Activated.") if is_active else _("Deactivated.")
            self.log_change(request, person, str(words))
        sentence = ngettext("%d person changed.", "%d people changed.", len(changed))
        messages.success(request, sentence % len(changed))

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, person: Person) -> str:
        return person.full_name

    @admin.display(description=_("roles"))
    def role_names(self, person: Person) -> str:
        return ", ".join(group.name for group in person.groups.all())

    @admin.display(description=_("squads"))
    def squad_names(self, person: Person) -> str:
        return ", ".join(sorted({squad.name for squad in person.squads.all()}))
