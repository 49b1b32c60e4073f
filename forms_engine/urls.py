"""Addresses of forms and records."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
