"""Closed lists and ranges that exercises and modules share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from classroom.exercises.base import Problem

ID = re.compile(r"[a-z0-9-]+")
FILE = re.compile(r"[\w.-]*\w")
DEVICES = ("computer", "tablet", "phone")
LEVELS = (1, 2, 3)
REVIEW_DAYS = 366
# A finger needs 44 px; pictures are shown 640 px wide where there is room.
FINGER_PX, PICTURE_PX = 44, 640
VIEW_BOX = re.compile(rb'\bviewBox="\S+\s+\S+\s+(\d+(?:\.\d+)?)\s+(\d+(?:\.\d+)?)"')

# The 16 competences of the national framework (CRCN, used by Pix), and what lies below it.
SKILLS = (
    *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "3.4"),
    *("4.1", "4.2", "4.3", "5.1", "5.2", "prerequisite"),
)
DIGCOMP = (
    *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3.1", "3.2", "3.3"),
    *("3.4", "4.1", "4.2", "4.3", "4.4", "5.1", "5.2", "5.3", "5.4"),
)
# Codes of the national report (La Coop de la médiation numérique).
THEMES = (
    *("diagnostic_numerique", "prendre_en_main_du_materiel", "maintenance_de_materiel"),
    *("gere_ses_contenus_numeriques", "navigation_sur_internet", "email", "bureautique"),
    *("reseaux_sociaux", "sante", "banque_et_achats_en_ligne", "entrepreneuriat"),
    *("insertion_professionnelle", "securite_numerique", "parentalite"),
    *("scolarite_et_numerique", "creer_avec_le_numerique", "culture_numerique"),
    *("intelligence_artificielle", "aide_aux_demarches_administratives"),
)


def closed(code: str, key: str, found: object, known: Sequence[str]) -> Iterator[Problem]:
    """Each item of a list must be one of the known ones."""
    for place, item in enumerate(found if isinstance(found, list) else [], start=1):
        if isinstance(item, str) and item not in known:
            yield Problem(code, f"{key}[{place}]", ", ".join(known), item)


def shared(table: Mapping[str, Any], prefix: str) -> Iterator[Problem]:
    """The keys that modules and exercises have in common."""
    yield from closed("bad_device", f"{prefix}devices", table.get("devices"), DEVICES)
    yield from closed("bad_skill", f"{prefix}skills", table.get("skills"), SKILLS)
    yield from closed("bad_skill", f"{prefix}digcomp", table.get("digcomp"), DIGCOMP)
    level = table.get("level")
    if isinstance(level, int) and level not in LEVELS:
        yield Problem("bad_level", f"{prefix}level", "1, 2, 3", str(level))
    threshold = table.get("threshold")
    if isinstance(threshold, int | float) and not 0 <= threshold <= 1:
        yield Problem("bad_threshold", f"{prefix}threshold", found=str(threshold))


def alternative(
    table: Mapping[str, Any], defaults: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    """The other exercise exists, is another one, and shares no device with this one."""
    other = table.get("alternative")
    if not isinstance(other, str) or not other:
        return
    if other not in known or other == table.get("id"):
        yield Problem("bad_alternative", "alternative", found=other)
        return
    devices = {**defaults, **table}.get("devices", ())
    both = [device for device in devices if device in known[other].get("devices", ())]
    if both:
        yield Problem("device_overlap", "alternative", found=", ".join(both))


def named_file(key: str, file: str, existing: Collection[str]) -> Iterator[Problem]:
    """A file name alone, of a file that is there."""
    if not FILE.fullmatch(file):
        yield Problem("bad_path", key, found=file)
    elif file not in existing:
        yield Problem("missing_file", key, found=file)


def flat_areas(areas: object, picture: bytes) -> Iterator[Problem]:
    """Places too low for a finger. A drawing (SVG) says its shape; other pictures are trusted."""
    size = VIEW_BOX.search(picture)
    if not size or not float(size[1]):
        return
    height = PICTURE_PX * float(size[2]) / float(size[1])
    for place, area in enumerate(areas if isinstance(areas, list) else [], start=1):
        h = area.get("h") if isinstance(area, dict) else None
        if isinstance(h, int | float) and h * height / 100 < FINGER_PX - 1e-9:
            yield Problem("bad_area", f"areas[{place}].h", found=f"{h:g}")


def is_old(reviewed: date, today: date) -> bool:
    """Over twelve months."""
    return (today - reviewed).days > REVIEW_DAYS
