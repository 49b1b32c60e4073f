"""Text: a few paragraphs of the consultant's, and where they lead."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.designer.sight import Sight
from dashboards.designer.tiles.base import Options, TileKind
from forms_engine.definition_shape import Member, one_of, text
from forms_engine.shipped_words import as_read

LONGEST = 4000
PAGES = {"": gettext_lazy("nowhere"), "board": gettext_lazy("Morning board"), "dashboards": gettext_lazy("Dashboards")}


@dataclass(frozen=True)
class ShownWords:
    body: str
    url: str
    page: str


class Words(TileKind):
    name = "text"
    label = gettext_lazy("text")
    purpose = gettext_lazy("What staff should know: how to read the page, whom to ask.")
    template = "dashboards/tiles/text.html"
    members = {"body": Member(text(LONGEST), ""), "page": Member(one_of(*PAGES), "")}
    shows_people = False

    def boxes(self) -> dict[str, forms.Field]:
        return {
            "body": forms.CharField(
                label=_("Text"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6})
            ),
            "page": forms.ChoiceField(label=_("Leads to"), required=False, choices=list(PAGES.items())),
        }

    def build(self, options: Options, sight: Sight) -> ShownWords:
        page = options["page"]
        return ShownWords(as_read(options["body"], "shipped"), reverse(page) if page else "", str(PAGES[page]))
