"""A plan as a file, to give to a colleague: JSON with the number of its format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import msgspec

from classroom import drafting
from classroom.domain import Plan
from classroom.refusals import BadPlanFile

FORMAT = 1


def write(plan: Plan) -> bytes:
    kept = {name: value for name, value in asdict(plan).items() if name != "id"}
    return msgspec.json.format(msgspec.json.encode({"classroom_plan": FORMAT, **kept}))


def read(content: bytes, has: Callable[[str], bool]) -> tuple[Plan, tuple[str, ...]]:
    """The plan of a file, and the exercises that are unknown here, which it is without.

    Raises `BadPlanFile`: `not_a_plan`, `newer`, or `wrong` for what the editor would refuse.
    """
    found = decoded(content)
    plan, errors = drafting.read(drafting.of_plan(found), "", has)
    if errors:
        raise BadPlanFile(reason="wrong")
    return plan, tuple(dict.fromkeys(ref for ref in found.exercises if not has(ref)))


def decoded(content: bytes) -> Plan:
    """What a later version may have added is passed over."""
    try:
        raw = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadPlanFile(reason="not_a_plan") from error
    version = raw.get("classroom_plan") if isinstance(raw, dict) else None
    if not isinstance(version, int) or version < 1:
        raise BadPlanFile(reason="not_a_plan")
    if version > FORMAT:
        raise BadPlanFile(reason="newer")
    try:
        return msgspec.convert({"summary": "", **raw, "id": ""}, Plan)
    except msgspec.ValidationError as error:
        raise BadPlanFile(reason="wrong") from error
