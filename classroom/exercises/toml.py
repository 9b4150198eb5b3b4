"""TOML files: their one syntax error put into a code, and the lines where tables begin."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

from classroom.exercises.base import Problem


class DefinitionError(Exception):
    """A module cannot be used; `problems` are all its mistakes, warnings included."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = tuple(problems)


# What tomllib says → what the template knows how to say.
SYNTAX = (
    (r"Illegal character '\\n'|Unterminated string|Expected \"\"\"|Expected '''", "open_text"),
    (r"Expected '=' after a key", "missing_equals"),
    (r"Unclosed array", "open_list"),
    (r"Unclosed inline table", "open_table"),
    (r"Expected newline or end of document", "rest_of_line"),
    (r"Cannot (overwrite a value|declare .* twice|mutate)", "repeated_key"),
    (r"Duplicate inline table key", "repeated_key"),
    (r"backslash|Illegal character|Unescaped", "bad_character"),
    (r"Invalid (statement|value|initial character)", "bad_value"),
)


def read_toml(source: bytes) -> dict[str, Any]:
    """Raises `DefinitionError` with the one syntax error, at its line and column."""
    try:
        return tomllib.loads(source.decode().replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise DefinitionError([Problem("bad_toml", found="not_utf8", line=line)]) from error
    except RecursionError as error:
        raise DefinitionError([Problem("bad_toml", found="bad_value")]) from error
    except (tomllib.TOMLDecodeError, ValueError) as error:
        said = str(error)
        place = re.search(r"at line (\d+), column (\d+)", said)
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        if place is None and "end of document" in said:
            line = source.count(b"\n") + 1
        why = next((code for pattern, code in SYNTAX if re.search(pattern, said)), "bad_value")
        problem = Problem("bad_toml", found=why, line=line, column=column)
        raise DefinitionError([problem]) from error


def lines_of(source: str, header: str) -> list[int]:
    """Line of the `id` of each `[[header]]`, or of the header itself when it has none."""
    found: list[int] = []
    inside = False
    for number, line in enumerate(source.splitlines(), start=1):
        if re.match(rf"\s*\[\[\s*{header}\s*\]\]", line):
            found.append(number)
            inside = True
        elif re.match(r"\s*\[+\s*[a-z_.]+\s*\]", line):
            inside = False
        elif inside and re.match(r"\s*id\s*=", line):
            found[-1], inside = number, False
    return found


def listed(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [] if raw is None else [raw]


def numbered(raw: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    tables = (table for table in listed(raw) if isinstance(table, dict))
    return enumerate(tables, start=1)
