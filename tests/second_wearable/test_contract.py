"""Comet passes what every wearable passes."""

import pytest

from tests.contracts.provider_contract import ProviderContract
from tests.second_wearable.vendor import Comet


@pytest.fixture
def vendor() -> Comet:
    return Comet()


class TestComet(ProviderContract):
    """The contract."""
