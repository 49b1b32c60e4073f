"""The same club as the imports have."""

from tests.forms_engine.importing.conftest import ada, bo, client, form, squad, staff, training

__all__ = ["ada", "bo", "client", "form", "squad", "staff", "training"]
