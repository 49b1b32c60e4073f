"""The types of fields, one file each; importing the package registers them all."""

from forms_engine.field_types.age import Age
from forms_engine.field_types.attachment import Attachment
from forms_engine.field_types.base import FieldType, all_types, field_type, register_type
from forms_engine.field_types.calculated import (
    CalculatedDate,
    CalculatedDuration,
    CalculatedText,
    CalculatedYesNo,
    Calculation,
)
from forms_engine.field_types.choice import Choice
from forms_engine.field_types.choices import Choices
from forms_engine.field_types.date import Date
from forms_engine.field_types.datetime import DateTime
from forms_engine.field_types.duration import Duration
from forms_engine.field_types.entered_by import EnteredBy
from forms_engine.field_types.entered_on import EnteredOn
from forms_engine.field_types.integer import Integer
from forms_engine.field_types.link import Link
from forms_engine.field_types.linked import LinkedDate, LinkedDuration, LinkedNumber, LinkedText
from forms_engine.field_types.matrix import Matrix
from forms_engine.field_types.number import Number
from forms_engine.field_types.paragraph import Paragraph
from forms_engine.field_types.personal_detail import PersonalDetail
from forms_engine.field_types.rating import Rating
from forms_engine.field_types.score import Score
from forms_engine.field_types.secret import Secret
from forms_engine.field_types.series import Series
from forms_engine.field_types.slider import Slider
from forms_engine.field_types.text import Text
from forms_engine.field_types.time import Time
from forms_engine.field_types.yes_no import YesNo

__all__ = ["FieldType", "all_types", "field_type"]

# In the order a consultant is offered them.
for kind in (
    Text,
    Paragraph,
    Number,
    Integer,
    Score,
    Rating,
    Slider,
    Duration,
    Date,
    Time,
    DateTime,
    YesNo,
    Choice,
    Choices,
    Matrix,
    Attachment,
    PersonalDetail,
    Age,
    LinkedNumber,
    LinkedText,
    LinkedDate,
    LinkedDuration,
    Calculation,
    CalculatedText,
    CalculatedDate,
    CalculatedDuration,
    CalculatedYesNo,
    EnteredBy,
    EnteredOn,
    Secret,
    Link,
    Series,
):
    register_type(kind)
