"""QR codes as pictures."""

from __future__ import annotations

import io

import segno
from segno import helpers

from classroom.piloting import Wifi


def link(address: str) -> bytes:
    """An SVG that a telephone opens as a link."""
    return drawn(segno.make(address, error="m", micro=False))


def wifi(network: Wifi) -> bytes:
    """An SVG with which a telephone joins a network."""
    security = "WPA" if network.password else None
    return drawn(helpers.make_wifi(network.name, network.password or None, security))


def drawn(code: segno.QRCode) -> bytes:
    picture = io.BytesIO()
    code.save(
        picture, kind="svg", border=4, light="#fff", dark="#000", xmldecl=False, omitsize=True
    )
    return picture.getvalue()
