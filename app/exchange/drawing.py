"""Vega-Lite drawn without a browser."""

import vl_convert

from app.exchange.severity_layers import Spec

VERSION = "6.4"
"""The newest Vega-Lite that the converter holds; the browser's draws the same specification."""


def draw_svg(spec: Spec) -> bytes:
    """The specification as SVG: text stays text, nothing is fetched."""
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=VERSION, allowed_base_urls=[])
    return svg.encode()
