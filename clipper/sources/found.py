"""What yt-dlp found at an address: which of it is meant, and what is not to be fetched."""

from typing import Any

from clipper.sources.problems import Problem

_PROTOCOLS = frozenset(
    ("http", "https", "m3u8", "m3u8_native", "http_dash_segments", "http_dash_segments_generator")
)


def only_one(info: dict[str, Any] | None) -> dict[str, Any]:
    """The recording in a list that holds but one; other lists stay."""
    while info and "entries" in info:
        entries = [entry for entry in info["entries"] if entry]
        if len(entries) != 1:
            break
        info = entries[0]
    return info or {"entries": []}


def chosen(info: dict[str, Any]) -> list[dict[str, Any]]:
    """The formats to fetch: one, or a video and a sound to be merged."""
    return info.get("requested_formats") or [info]


def refused(info: dict[str, Any]) -> Problem | None:
    """Why this is not to be fetched, if so."""
    if "entries" in info:
        how_many = "a list of recordings" if info["entries"] else "no recording there"
        return Problem(how_many, "give the address of the one that is meant")
    if info.get("live_status") in ("is_live", "is_upcoming"):
        return Problem("a live stream", "try again when it has ended")
    for form in chosen(info):
        if not is_fetchable(form):
            return Problem(f"the protocol '{form['protocol']}' is refused")
    return None


def is_fetchable(form: dict[str, Any]) -> bool:
    """Whether it lies on the web: yt-dlp would also read files and start programs."""
    is_web = str(form.get("url")).lower().startswith(("http://", "https://"))
    return is_web and form.get("protocol", "https") in _PROTOCOLS
