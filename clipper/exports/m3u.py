"""A playlist of the clips, in UTF-8 as its name says.

A line that begins with `#` is a comment, and one with `x:` an address: so paths begin with `./`.
"""

from __future__ import annotations

from clipper.exports.sheet import Export, Nothing, Sheet, one_line, seconds, title


def render(sheet: Sheet) -> str | Nothing:
    entries: dict[str, str] = {}
    for shot in sheet.shots():
        for row in shot.rows:
            if row.clip is not None and row.clip == one_line(row.clip):
                length_s = seconds(shot.span.length_ms)
                entries.setdefault(row.clip, f"#EXTINF:{length_s},{title(row)}\n./{row.clip}\n")
    if not entries:
        return Nothing("there are no clips to play", "cut some: leave out '--clips none'")
    return "".join(["#EXTM3U\n", f"#PLAYLIST:{one_line(sheet.title)}\n", *entries.values()])


EXPORT = Export("clips.m3u8", "a playlist of the clips, for any player", render)
