"""The units of which H.264 consists: ITU-T H.264, 7.3.1, and annex B for how they follow."""

from __future__ import annotations

import re

IDR, SPS, PPS = 5, 7, 8  # table 7-1
BYTES = "h264_mp4toannexb"  # the filter of libavcodec that makes a byte stream of packets


def units(stream: bytes) -> dict[int, list[bytes]]:
    """The units of a byte stream by their type."""
    found: dict[int, list[bytes]] = {}
    for unit in re.split(rb"\x00*\x00\x00\x01", stream)[1:]:
        if unit:
            found.setdefault(unit[0] & 31, []).append(unit)
    return found
