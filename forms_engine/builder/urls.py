"""The builder's addresses, below the forms in the admin."""

from django.urls import URLPattern, path

from forms_engine.builder import looking, pages, transfers

urlpatterns: list[URLPattern] = [
    path("builder/", pages.all_forms, name="forms_builder"),
    path("builder/import/", transfers.bring_in, name="forms_builder_import"),
    path("builder/start/<slug:file>/", transfers.start_from, name="forms_builder_start"),
    path("builder/form/<slug:key>/", pages.one_form, name="forms_builder_form"),
    path("builder/form/<slug:key>/duplicate/", pages.duplicate, name="forms_builder_duplicate"),
    path("builder/form/<slug:key>/recalculate/", pages.recalculate, name="forms_builder_recalculate"),
    path("builder/form/<slug:key>/again/", pages.again, name="forms_builder_again"),
    path("builder/form/<slug:key>/delete/", pages.delete, name="forms_builder_delete"),
    path("builder/form/<slug:key>/export/", transfers.export, name="forms_builder_export"),
    path("builder/form/<slug:key>/preview/", looking.preview, name="forms_builder_preview"),
    path("builder/form/<slug:key>/formula/", looking.formula, name="forms_builder_formula"),
    path("builder/form/<slug:key>/standards/", looking.standards, name="forms_builder_standards"),
]
