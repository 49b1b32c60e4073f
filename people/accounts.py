"""Accounts: sign-up is closed, people are added by a consultant."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """allauth's rules for this site."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
