"""Repair: the holes of a completeness matrix are asked for again, exactly those and nothing else."""

from datetime import date, datetime

from people.models import Person
from sync import queue
from sync.causes import Missing
from sync.completeness import Block, Matrix
from sync.models import Connection, Run
from sync.models.run import Priority

# Reading again cannot bring what nobody shares, what is not connected, or what is not due yet.
HOPELESS = {Missing.NOT_CONNECTED, Missing.NOT_GRANTED, Missing.LAPSED, Missing.NOT_DUE}


def repairable_holes(block: Block) -> dict[str, list[date]]:
    """Feed key → days that reading again might fill; {} while the connection is not one that is read."""
    if block.connection is None or block.connection.state not in Connection.SYNCED_STATES:
        return {}
    holes = {
        line.feed.key: [cell.day for cell in line.cells if cell.cause and Missing(cell.cause.code) not in HOPELESS]
        for line in block.lines
    }
    return {feed: days for feed, days in holes.items() if days}


def repairable(matrix: Matrix) -> list[Block]:
    return [block for block in matrix.blocks if repairable_holes(block)]


def ask(matrix: Matrix, now: datetime, by: Person) -> int:
    """Ask for the holes of every athlete of the matrix. Returns for how many there was something to ask."""
    blocks = repairable(matrix)
    for block in blocks:
        if block.connection is not None:
            queue.request_sync(
                block.connection,
                trigger=Run.Trigger.REPAIR,
                now=now,
                asked_by=by,
                holes=repairable_holes(block),
                priority=Priority.REPAIR,
            )
    return len(blocks)
