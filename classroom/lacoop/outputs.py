"""The four forms in which a report leaves: a link, a sheet to copy, JSON, CSV."""

from __future__ import annotations

import csv
import html
import io
import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

from classroom.lacoop.report import Report
from classroom.lacoop.words import (
    EQUIPMENT,
    GROUPS,
    KNOWN_BEFORE,
    LEVELS,
    PLACES,
    THEMES,
    Choice,
    picked,
)

FORM_PATH = "/coop/mes-activites/cra/collectif"
# What a spreadsheet takes for a formula, or for the way into one.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def level(report: Report) -> Choice | None:
    return next(iter(picked(LEVELS, (report.level,))), None)


def place(report: Report) -> Choice:
    return picked(PLACES, (report.place,))[0]


def labels(choices: tuple[Choice, ...], forms: tuple[str, ...]) -> list[str]:
    return [choice.label for choice in picked(choices, forms)]


def counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count < 2 else 's'}"


def notes(report: Report) -> str:
    """What the session tells in a few words."""
    facts = report.facts
    said = counted(report.totals.total, "participant")
    if facts.exercises:
        said += f", {counted(facts.exercises, 'exercice')}"
    sentences = [said]
    if facts.blocking:
        titles = ", ".join(f"«\u00a0{title}\u00a0»" for title in facts.blocking)
        sentences.append(f"Points bloquants\u00a0: {titles}")
    if facts.questions:
        sentences.append(f"Questions en suspens\u00a0: {facts.questions}")
    return ". ".join(sentences) + "."


def state(report: Report) -> dict[str, Any]:
    """The form of La Coop, filled in. The place is left out: only La Coop knows its identity."""
    filled: dict[str, Any] = {
        "participants": [],
        "participantsAnonymes": report.totals.counts(),
        "date": report.date.isoformat(),
        "duree": {"duree": str(report.minutes)},
        "typeLieu": report.place,
        "materiel": list(report.equipment),
        "thematiques": list(report.themes),
        "tags": [],
        "notes": f"<p>{html.escape(notes(report), quote=False)}</p>",
    }
    if report.title:
        filled["titreAtelier"] = report.title
    if report.level:
        filled["niveau"] = report.level
    return filled


def link(report: Report, coop_url: str) -> str:
    """The address that opens the form of La Coop, filled in."""
    told = json.dumps({"json": state(report)}, ensure_ascii=False, separators=(",", ":"))
    packed = urlsafe_b64encode(zlib.compress(told.encode(), 9)).decode().rstrip("=")
    return f"{coop_url.rstrip('/')}{FORM_PATH}?v={packed}"


def attributes(report: Report) -> dict[str, Any]:
    """An activity as the API of La Coop would give it."""
    counts, rank = report.totals.counts(), level(report)
    people: dict[str, Any] = {"total": report.totals.total}
    for group in GROUPS:
        people[group.api] = {one.api: counts[one.form] for one in (*group.counts, group.unsaid)}
    return {
        "type": "activite",
        "attributes": {
            "type": "collectif",
            "accompagnements": report.totals.total,
            "date": report.date.isoformat(),
            "duree": report.minutes,
            "type_lieu": place(report).api,
            "structure_id": None,
            "lieu_code_postal": None,
            "lieu_commune": None,
            "lieu_code_insee": None,
            "autonomie": None,
            "oriente_vers_structure": None,
            "structure_de_redirection": None,
            "materiel": [choice.api for choice in picked(EQUIPMENT, report.equipment)],
            "thematiques": [choice.api for choice in picked(THEMES, report.themes)],
            "tags": [],
            "precisions_demarche": None,
            "titre_atelier": report.title or None,
            "niveau_atelier": rank.api if rank else None,
            "beneficiaires": people,
        },
    }


def cells(report: Report) -> Iterator[tuple[str, str]]:
    """The columns of La Coop's own export, then the counts. Some it knows and we do not."""
    rank = level(report)
    yield "Date", report.date.isoformat()
    yield "Type", "Atelier collectif"
    yield "Participants", str(report.totals.total)
    yield "Canaux d’accompagnement", place(report).label
    for unknown in ("Nom du lieu", "Adresse", "Commune", "Code postal", "Code Insee"):
        yield unknown, ""
    yield "Durée (min)", str(report.minutes)
    yield "Nom de l’atelier", report.title
    yield "Matériel numérique utilisé", "\n".join(labels(EQUIPMENT, report.equipment))
    yield "Thématique(s) d’accompagnement", "\n".join(labels(THEMES, report.themes))
    yield "Tags", ""
    yield "Nom de la démarche administrative", ""
    yield (
        "Niveau d’autonomie (ou de l’atelier)",
        f"{LEVELS.index(rank) + 1}/{len(LEVELS)}" if rank else "",
    )
    yield "Notes supplémentaires", notes(report)
    for label, count in told(report):
        yield label, str(count)


def told(report: Report) -> Iterator[tuple[str, int]]:
    """Every count but the total, under the words of the form."""
    counts = report.totals.counts()
    yield KNOWN_BEFORE.label, counts[KNOWN_BEFORE.form]
    for group in GROUPS:
        for one in (*group.counts, group.unsaid):
            yield f"{group.label}\u00a0: {one.label}", counts[one.form]


def inert(cell: str) -> str:
    """A cell that no spreadsheet computes."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_csv(report: Report) -> bytes:
    """One line under its headers, as a spreadsheet set to French opens it."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    for line in zip(*cells(report), strict=True):
        writer.writerow([inert(cell) for cell in line])
    return written.getvalue().encode("utf-8-sig")


def sheet(report: Report) -> list[tuple[str, str]]:
    """What to copy by hand, in the order of the form and under its labels; an empty text where
    there is nothing to copy. Counts of nobody are left out: the form begins at zero."""
    hours, minutes = divmod(report.minutes, 60)
    lasted = f"{hours}\u00a0h" if hours else ""
    rank = level(report)
    return [
        ("Titre de l’atelier", report.title),
        ("Bénéficiaires anonymes", str(report.totals.total)),
        *((label, str(count)) for label, count in told(report) if count),
        ("Date de l’accompagnement", f"{report.date:%d/%m/%Y}"),
        ("Durée", f"{lasted} {minutes}\u00a0min".strip() if minutes else lasted),
        ("Lieu de l’accompagnement", place(report).label),
        ("Matériel numérique utilisé", ", ".join(labels(EQUIPMENT, report.equipment))),
        ("Thématique(s) d’accompagnement", ", ".join(labels(THEMES, report.themes))),
        ("Tags", ""),
        ("Niveau de l’atelier", rank.label if rank else ""),
        ("Notes supplémentaires", notes(report)),
    ]
