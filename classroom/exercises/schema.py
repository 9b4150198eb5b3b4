"""Raw TOML against a struct: every mistake at once, where msgspec would stop at the first."""

from __future__ import annotations

import datetime
import difflib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from classroom.exercises.base import Problem


@cache
def described(struct: type[msgspec.Struct]) -> inspect.StructType:
    described = inspect.type_info(struct)
    assert isinstance(described, inspect.StructType)
    return described


def problems(struct: type[msgspec.Struct], raw: dict[str, Any], key: str = "") -> list[Problem]:
    """Unknown, missing, badly typed and empty keys of one table and of the tables inside."""
    return list(table(described(struct), raw, key))


def table(struct: inspect.StructType, raw: dict[str, Any], key: str) -> Iterator[Problem]:
    known = {field.encode_name: field for field in struct.fields}
    prefix = f"{key}." if key else ""
    for name in raw:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            yield Problem("unknown_key", prefix + name, expected="".join(near))
    for name, field in known.items():
        if name in raw:
            yield from value(field.type, raw[name], prefix + name, required=field.required)
        elif field.required:
            yield Problem("missing_key", prefix + name)


def value(kind: inspect.Type, found: Any, key: str, *, required: bool = False) -> Iterator[Problem]:
    if isinstance(kind, inspect.UnionType):
        kinds = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        if len(kinds) > 1:
            if not any(fits(one, found) for one in kinds):
                yield Problem("bad_type", key, "scalar", shown(found))
            return
        (kind,) = kinds
    if isinstance(kind, inspect.StructType) and isinstance(found, dict):
        yield from table(kind, found, key)
    elif isinstance(kind, inspect.VarTupleType) and isinstance(found, list):
        for place, item in enumerate(found, start=1):
            yield from value(kind.item_type, item, f"{key}[{place}]", required=True)
    elif isinstance(kind, inspect.DictType) and isinstance(found, dict):
        for name, item in found.items():
            yield from value(kind.value_type, item, f"{key}.{name}")
    elif isinstance(kind, inspect.StrType) and isinstance(found, str):
        if required and not found.strip():
            yield Problem("empty_text", key)
    elif not fits(kind, found):
        code = "bad_date" if isinstance(kind, inspect.DateType) else "bad_type"
        yield Problem(code, key, expected(kind), shown(found))


def fits(kind: inspect.Type, found: Any) -> bool:
    match kind:
        case inspect.BoolType():
            return isinstance(found, bool)
        case inspect.IntType():
            return isinstance(found, int) and not isinstance(found, bool) and abs(found) < 10**9
        case inspect.FloatType():
            return (
                isinstance(found, int | float)
                and not isinstance(found, bool)
                and abs(found) < 10**12  # also refuses nan and inf
            )
        case inspect.DateType():
            return type(found) is datetime.date
        case inspect.StrType():
            return isinstance(found, str)
        case inspect.LiteralType():
            return isinstance(found, str) and found in kind.values
    return False


def expected(kind: inspect.Type) -> str:
    """`bool`, `int`, `float`, `date`, `text`, `list`, `table`, or the values that are allowed.

    A value of several types is told as `scalar`.
    """
    if isinstance(kind, inspect.LiteralType):
        return ", ".join(str(value) for value in kind.values)
    names = {
        inspect.BoolType: "bool",
        inspect.IntType: "int",
        inspect.FloatType: "float",
        inspect.DateType: "date",
        inspect.StrType: "text",
        inspect.VarTupleType: "list",
    }
    return names.get(type(kind), "table")


def shown(found: Any) -> str:
    """A value as an author wrote it, shortened."""
    text = json.dumps(found, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"


def texts(raw: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a definition with its key."""
    if isinstance(raw, str):
        yield key, raw
    elif isinstance(raw, dict):
        for name, item in raw.items():
            yield from texts(item, f"{key}.{name}" if key else name)
    elif isinstance(raw, list):
        for place, item in enumerate(raw, start=1):
            yield from texts(item, f"{key}[{place}]")


def tables(raw: Any, key: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a definition with its key, the whole first."""
    if isinstance(raw, dict):
        yield key, raw
        for name, item in raw.items():
            yield from tables(item, f"{key}.{name}" if key else name)
    elif isinstance(raw, list):
        for place, item in enumerate(raw, start=1):
            yield from tables(item, f"{key}[{place}]")
