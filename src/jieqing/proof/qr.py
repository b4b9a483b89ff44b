"""A QR code as a picture that a page can hold."""

import base64
import io

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_code(text: str) -> str:
    """The text as a QR code: a data: address of an SVG picture."""
    written = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(written)
    return "data:image/svg+xml;base64," + base64.b64encode(written.getvalue()).decode()
