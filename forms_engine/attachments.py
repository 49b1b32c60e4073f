"""Files that go with records: taken in by content, kept in the database, tied to the record that names them."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any, Protocol
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from forms_engine.errors import ClosedField
from forms_engine.field_types.attachment import LONGEST_NAME
from forms_engine.models import Attachment, FieldDefinition, FormDefinition, Record
from people.models import Person

MOST_BYTES = 10 * 1024 * 1024
# Uploaded and never sent with a record: so many at a time, for so long.
MOST_LOOSE = 20
LOOSE_FOR = timedelta(days=2)
HEAD_BYTES = 32


@dataclass(frozen=True)
class Sniffed:
    """What the content says it is. `kind` is what a field's `details["kinds"]` may name."""

    kind: str
    content_type: str
    ending: str


PDF = Sniffed("pdf", "application/pdf", ".pdf")
JPEG = Sniffed("image", "image/jpeg", ".jpg")
PNG = Sniffed("image", "image/png", ".png")
GIF = Sniffed("image", "image/gif", ".gif")
WEBP = Sniffed("image", "image/webp", ".webp")
HEIC = Sniffed("image", "image/heic", ".heic")
KINDS = ("pdf", "image")

BEGINNINGS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"GIF87a", GIF), (b"GIF89a", GIF))
HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"msf1")


class Upload(Protocol):
    """As Django's UploadedFile: a name and a size as the browser said, and the content."""

    name: str | None
    size: int | None

    def read(self, size: int = ..., /) -> bytes: ...


def sniff(head: bytes) -> Sniffed | None:
    """What a file is by its first bytes; None for everything that is not taken in, whatever its name says."""
    for beginning, sniffed in BEGINNINGS:
        if head.startswith(beginning):
            return sniffed
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return HEIC
    return None


def take_in(upload: Upload, field: FieldDefinition, person: Person, by: Person, now: datetime) -> Attachment:
    """The file, kept and not yet tied to a record. Raises ValidationError: too large, of a kind not taken, too many."""
    most = most_bytes(field)
    content = upload.read(most + 1)
    if len(content) > most:
        raise ValidationError(
            _("This file is larger than %(most)s.") % {"most": filesizeformat(most)}, code="too_large"
        )
    sniffed = sniff(content[:HEAD_BYTES])
    if sniffed is None or sniffed.kind not in kinds_of(field):
        raise ValidationError(_("Only pictures and PDF files can be attached here."), code="wrong_kind")
    loose = Attachment.objects.filter(record=None, uploaded_by=by)
    loose.filter(uploaded_at__lt=now - LOOSE_FOR).delete()
    if loose.count() >= MOST_LOOSE:
        raise ValidationError(_("Too many files wait to be sent. Send the entries they belong to first."), code="loose")
    return Attachment.objects.create(
        key=uuid4(),
        field=field,
        person=person,
        name=clean_name(upload.name or "", sniffed),
        content_type=sniffed.content_type,
        size=len(content),
        content=content,
        uploaded_by=by,
        uploaded_at=now,
    )


def kinds_of(field: FieldDefinition) -> list[str]:
    said = (field.details or {}).get("kinds")
    return [kind for kind in said if kind in KINDS] if isinstance(said, list) and said else list(KINDS)


def most_bytes(field: FieldDefinition) -> int:
    said = (field.details or {}).get("most_bytes")
    return min(said, MOST_BYTES) if isinstance(said, int) and said > 0 else MOST_BYTES


def clean_name(name: str, sniffed: Sniffed) -> str:
    """The file's own name without folders and control characters, with the ending its content has."""
    stem = "".join(letter for letter in PurePath(name.replace("\\", "/")).stem if letter.isprintable()).strip(" .")
    return (stem or _("file"))[: LONGEST_NAME - len(sniffed.ending)] + sniffed.ending


def check_files(
    values: Mapping[str, Any], keys: AbstractSet[str], *, form: FormDefinition, person: Person, record: Record | None
) -> dict[str, Any]:
    """`values` with each file of the attachment fields `keys` named as it was taken in, whatever the sender called it.

    Raises ClosedField for a file of another person, field or record: it is not theirs to attach. One query a file.
    """
    checked = dict(values)
    for field_key in keys & values.keys():
        value = values[field_key]
        if not isinstance(value, Mapping):
            continue
        key: Any = value.get("key")
        found = Attachment.objects.filter(
            Q(record=None) | Q(record=record) if record is not None else Q(record=None),
            key=key,
            person=person,
            field__form=form,
            field__key=field_key,
        )
        name = found.values_list("name", flat=True).first()
        if name is None:
            raise ClosedField(_("A file is not there any more. Choose it again, please."))
        checked[field_key] = {"key": str(value.get("key")), "name": name}
    return checked


def tie_files(record: Record, keys: AbstractSet[str]) -> None:
    """Makes the files that the record names its own. Needs a transaction."""
    named = [record.values[key]["key"] for key in keys if isinstance(record.values.get(key), Mapping)]
    if named:
        Attachment.objects.filter(key__in=named, person=record.person_id, record=None).update(record=record)
