"""What Oura's tests begin with."""

from collections.abc import Iterator

import pytest

from oura_connector.simulator.adapter import SimulatorAdapter
from oura_connector.transport import answering
from tests.oura_connector.simulated_oura import ADDRESS, FAMILIES, SimulatedOura


@pytest.fixture(params=FAMILIES)
def vendor(request: pytest.FixtureRequest) -> Iterator[SimulatedOura]:
    """Oura in this process, once with each of its two token services."""
    vendor = SimulatedOura(request.param)
    with answering(ADDRESS, SimulatorAdapter(vendor.simulator)):
        yield vendor
