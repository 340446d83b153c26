"""Every way in which the seed's format is met in the wild, checked by hand."""

import pytest

from clipper.notes import marks
from clipper.notes.read import cited

TAG = '<a class="yt-timestamp" data-t='


def anchor(target, label):
    return f'{TAG}"{target}">{label}</a>'


# note, then for each citation: line, column, stamp, end in ms, claim, places (`>`: an end)
TIMES = [
    (
        f"Bees dance {anchor('14:12', '[14:12]')}.",
        [(1, 12, "14:12", None, "Bees dance.", "14:12 14:12")],
    ),
    (
        f"Bees dance {anchor('124:06', '[124:06]')}.",
        [(1, 12, "124:06", None, "Bees dance.", "124:06 124:06")],
    ),
    (
        f"Bees dance {anchor('01:00:13:00', '[1:00:13:00]')}.",
        [(1, 12, "01:00:13:00", None, "Bees dance.", "01:00:13:00 1:00:13:00")],
    ),
    (
        f"Bees dance {anchor('1:0:5', '[01:5:56]')}.",
        [(1, 12, "1:0:5", None, "Bees dance.", "1:0:5 01:5:56")],
    ),
    (
        f"Bees dance {anchor('024:45:00', '[011:46:00]')}.",
        [(1, 12, "024:45:00", None, "Bees dance.", "024:45:00 011:46:00")],
    ),
    (
        f"Bees dance {anchor('01:24:99', '[01:72:10]')}.",
        [(1, 12, "01:24:99", None, "Bees dance.", "01:24:99 01:72:10")],
    ),
    (
        f"Bees dance {anchor('05:21:999', '[00:05:21.999]')}.",
        [(1, 12, "05:21:999", None, "Bees dance.", "05:21:999 00:05:21.999")],
    ),
    (
        f"Bees dance {anchor('00:02:38', '[00:03:00]')}.",
        [(1, 12, "00:02:38", None, "Bees dance.", "00:02:38 00:03:00")],
    ),
    (
        f"Bees dance {anchor('2241', '[37:21]')}.",
        [(1, 12, "2241", None, "Bees dance.", "2241 37:21")],
    ),
]

JUNK = [
    (
        f"Bees dance {anchor('00:18:58]', '[00:18:58]')}.",
        [(1, 12, "00:18:58]", None, "Bees dance.", "00:18:58] 00:18:58")],
    ),
    (
        f"Bees dance {anchor('01:26:', '')}.",
        [(1, 12, "01:26:", None, "Bees dance.", "01:26:")],
    ),
    (
        f"Bees dance {anchor('0:00:00.413Z', '[1:0:41]')}.",
        [(1, 12, "0:00:00.413Z", None, "Bees dance.", "0:00:00.413Z 1:0:41")],
    ),
    (
        f"Bees dance {anchor('HH:MM:SS', '[02:44:00]')}.",
        [(1, 12, "HH:MM:SS", None, "Bees dance.", "HH:MM:SS 02:44:00")],
    ),
    (
        f"Bees dance {anchor('HH:04:53', '00:04:53')}.",
        [(1, 12, "HH:04:53", None, "Bees dance.", "HH:04:53 00:04:53")],
    ),
    (
        f"Bees dance {anchor('N/A', '[N/A]')}.",
        [(1, 12, "N/A", None, "Bees dance.", "N/A")],
    ),
    (
        f"Bees dance {anchor('https://youtu.be/XYZ', '10:20')}.",
        [(1, 12, "https://youtu.be/XYZ", None, "Bees dance.", "https://youtu.be/XYZ 10:20")],
    ),
]

LABELS = [
    (
        f"Bees dance {anchor('00:22:12', '00:22:12')}.",
        [(1, 12, "00:22:12", None, "Bees dance.", "00:22:12 00:22:12")],
    ),
    (
        f"Bees dance {anchor('00:00:08', ' [[00:00:08]]')}.",
        [(1, 12, "00:00:08", None, "Bees dance.", "00:00:08 00:00:08")],
    ),
    (
        f"Bees dance {anchor('00:12:34', '[:12:34]')}.",
        [(1, 12, "00:12:34", None, "Bees dance.", "00:12:34 :12:34")],
    ),
    (
        f"Bees dance {anchor('00:00:54', '[:54]')}.",
        [(1, 12, "00:00:54", None, "Bees dance.", "00:00:54 :54")],
    ),
    (
        f"Bees dance {anchor('2:40', '[/2:40]')}.",
        [(1, 12, "2:40", None, "Bees dance.", "2:40 2:40")],
    ),
    (
        f"Bees dance {anchor('00:06:57', '')}.",
        [(1, 12, "00:06:57", None, "Bees dance.", "00:06:57")],
    ),
    (
        f"Bees {anchor('00:46:00', 'dance at noon')} here.",
        [(1, 6, "00:46:00", None, "Bees dance at noon here.", "00:46:00")],
    ),
    (
        f"Bees dance {anchor('00:46:00', 'Link')}.",
        [(1, 12, "00:46:00", None, "Bees dance.", "00:46:00")],
    ),
    (
        f"Bees dance {anchor('00:01:54', '[00:01:54, 00:03:00]')}.",
        [(1, 12, "00:01:54", None, "Bees dance.", "00:01:54 00:01:54")],
    ),
    (
        f"""Bees dance {anchor("07:20", '07:20">07:20')}.""",
        [(1, 12, "07:20", None, "Bees dance.", "07:20 07:20")],
    ),
    (
        f"Bees dance {anchor('00:01:54', '<b>[00:01:54]</b>')}.",
        [(1, 12, "00:01:54", None, "Bees dance.", "00:01:54 00:01:54")],
    ),
    (
        f"Bees dance {anchor('00:01:54', '[00:01:54]](https://example.org/x?t=9)')}.",
        [(1, 12, "00:01:54", None, "Bees dance.", "00:01:54 00:01:54")],
    ),
    (
        f"{anchor('00:01:54', '[00:01:54] Bees dance')} at noon.",
        [(1, 1, "00:01:54", None, "Bees dance at noon.", "00:01:54 00:01:54")],
    ),
]

TAGS = [
    (
        f'Bees dance {TAG}"00:03:54">[00:03:54]>, so they say.',
        [(1, 12, "00:03:54", None, "Bees dance, so they say.", "00:03:54 00:03:54")],
    ),
    (
        f'Bees dance {TAG}"00:13:54">[00:13:54]岡田, they say.',
        [(1, 12, "00:13:54", None, "Bees dance 岡田, they say.", "00:13:54 00:13:54")],
    ),
    (
        f'Bees dance {TAG}"09:07:00">[09:07:00]}}.',
        [(1, 12, "09:07:00", None, "Bees dance.", "09:07:00 09:07:00")],
    ),
    (
        f'Bees dance {TAG}"09:07:00">[09:07:00]</sup>.',
        [(1, 12, "09:07:00", None, "Bees dance.", "09:07:00 09:07:00")],
    ),
    (
        f'Bees dance {TAG}"01:21:56">[01:21:56]</a).',
        [(1, 12, "01:21:56", None, "Bees dance.", "01:21:56 01:21:56")],
    ),
    (
        f'Bees dance {TAG}"00:29:29]</a>. Wasps sting.',
        [(1, 12, "00:29:29", None, "Bees dance.", "00:29:29")],
    ),
    (
        f'Bees dance {TAG}"00:29:29"[00:29:30]</a>. Wasps sting.',
        [(1, 12, "00:29:29", None, "Bees dance.", "00:29:29 00:29:30")],
    ),
    (
        f'Bees dance {TAG}"00:15:11]-[00:15:24]</a>. Wasps sting.',
        [(1, 12, "00:15:11", 924_000, "Bees dance.", "00:15:11 >00:15:24")],
    ),
    (
        f'Bees dance {TAG}"00:15:11\n\nWasps sting {anchor("1:00", "")}.',
        [
            (1, 12, "00:15:11", None, "Bees dance", "00:15:11"),
            (3, 13, "1:00", None, "Wasps sting.", "1:00"),
        ],
    ),
    (
        'Bees dance <a class="yt="yt-timestamp" data-t="00:04:04">[00:04:04]</a>.',
        [(1, 12, "00:04:04", None, "Bees dance.", "00:04:04 00:04:04")],
    ),
    (
        'Bees dance <a class="yt->timestamp" data-t="00:04:04">[00:04:05]</a>.',
        [(1, 12, "00:04:04", None, "Bees dance.", "00:04:04 00:04:05")],
    ),
    (
        'Bees dance <a class="yt_timestamp">[00:04:04]</a>.',
        [(1, 12, "00:04:04", None, "Bees dance.", "00:04:04")],
    ),
    (
        'Bees dance <a class class= data-t="00:04:04">[00:04:04]</a>.',
        [(1, 12, "00:04:04", None, "Bees dance.", "00:04:04 00:04:04")],
    ),
    (
        'Bees dance <a class="yt:timestamp" data="00:13:16">[00:13:17]</a>.',
        [(1, 12, "00:13:16", None, "Bees dance.", "00:13:16 00:13:17")],
    ),
    (
        'Bees dance <a class="yt-timestamp" data=t="00:13:16">[00:13:17]</a>.',
        [(1, 12, "00:13:16", None, "Bees dance.", "00:13:16 00:13:17")],
    ),
    (
        'Bees dance <a class="yt-timestamp" data-02:52:00">[02:52:01]</a>.',
        [(1, 12, "02:52:00", None, "Bees dance.", "02:52:00 02:52:01")],
    ),
    (
        'Bees dance <a class="yt" data-timestamp="00:13:16">[00:13:17]</a>.',
        [(1, 12, "00:13:16", None, "Bees dance.", "00:13:16 00:13:17")],
    ),
    (
        'Bees dance <a class="yt-timestamp" href="00:00:27">[00:00:28]</a>.',
        [(1, 12, "00:00:27", None, "Bees dance.", "00:00:27 00:00:28")],
    ),
    (
        '<p class="yt-timestamp" data-t="00:21:17">[00:21:17]</p>\n\nBees dance.',
        [(1, 1, "00:21:17", None, "Bees dance.", "00:21:17 00:21:17")],
    ),
    (
        'Bees dance <span data-t="00:21:17">21:17</span>.',
        [(1, 12, "00:21:17", None, "Bees dance.", "00:21:17 21:17")],
    ),
    (
        'Bees dance<sup id="x"><a href="#fn:1" class="yt-timestamp" data-t="0:54:01">1</a></sup>.',
        [(1, 23, "0:54:01", None, "Bees dance.", "0:54:01")],
    ),
    (
        'Bees dance ([00:00:41](<a%20class="yt-timestamp"%20data-t="00:00:42">)).',
        [(1, 13, "00:00:42", None, "Bees dance.", "00:00:41 00:00:42")],
    ),
    (
        "Bees dance %3Ca%20class=%22yt-timestamp%22%20data-t=%2200:00:42%22%3E[00:00:41]%3C/a%3E.",
        [(1, 12, "00:00:42", None, "Bees dance.", "00:00:42 00:00:41")],
    ),
    (
        'Bees &lt;a class="yt-timestamp" data-t="00:00:42"&gt;[00:00:41]&lt;/a&gt; &amp; wasps.',
        [(1, 6, "00:00:42", None, "Bees & wasps.", "00:00:42 00:00:41")],
    ),
    (
        "Bees &lt;a class=&quot;yt-timestamp&quot; data-t=&quot;0:42&quot;&gt;0:41&lt;/a&gt;.",
        [(1, 6, "0:42", None, "Bees.", "0:42 0:41")],
    ),
    (
        f"Bees dance [[06:02]]({anchor('06:02', '06:03')}).",
        [(1, 12, "06:02", None, "Bees dance.", "06:02 06:02 06:03")],
    ),
    (
        'Bees dance [00:21:00](<a class="yt-timestamp" data-t="00:21:00%3C/a>).',
        [(1, 12, "00:21:00", None, "Bees dance.", "00:21:00 00:21:00")],
    ),
    (
        f"Bees dance [06:02]({anchor('06:02', '06:03')}).",
        [(1, 12, "06:02", None, "Bees dance.", "06:02 06:02 06:03")],
    ),
]

RANGES = [
    (
        f"Bees dance {anchor('1:54', '[1:54]')} - {anchor('2:17', '[2:17]')}.",
        [(1, 12, "1:54", 137_000, "Bees dance.", "1:54 1:54 >2:17 >2:17")],
    ),
    (
        f"Bees dance from {anchor('1:54', '')} to {anchor('2:17', '')}. Wasps sting.",
        [(1, 17, "1:54", 137_000, "Bees dance.", "1:54 >2:17")],
    ),
    (
        f"Bees dance [1:54]({TAG}'1:54'>1:54>)-[2:17]({TAG}'2:17'>2:17</a>).",
        [(1, 12, "1:54", 137_000, "Bees dance.", "1:54 1:54 1:54 >2:17 >2:17 >2:17")],
    ),
    (
        f"Bees dance {anchor('1:54', '')} - {anchor('22:17', '')}.",
        [
            (1, 12, "1:54", None, "Bees dance.", "1:54"),
            (1, 57, "22:17", None, "Bees dance.", "22:17"),
        ],
    ),
    (
        f"- Bees dance {anchor('1:54', '')}\n- {anchor('2:17', '')}",
        [
            (1, 14, "1:54", None, "Bees dance", "1:54"),
            (2, 3, "2:17", None, "Bees dance", "2:17"),
        ],
    ),
    (
        f"Bees dance {anchor('1:54]-[2:17]', '[1:54]-[2:17]')}.",
        [(1, 12, "1:54", 137_000, "Bees dance.", "1:54 >2:17 1:54 >2:17")],
    ),
    (
        f"Bees dance {anchor('1:54', '[1:54–2:17]')}.",
        [(1, 12, "1:54", 137_000, "Bees dance.", "1:54 1:54 >2:17")],
    ),
]

BARE = [
    ("Bees dance [00:00:21].", [(1, 12, "00:00:21", None, "Bees dance.", "00:00:21")]),
    ("Bees dance [[00:01:52]].", [(1, 12, "00:01:52", None, "Bees dance.", "00:01:52")]),
    (
        "Bees dance [05:38:05:46].",
        [(1, 12, "05:38", 346_000, "Bees dance.", "05:38 >05:46")],
    ),
    ("Bees dance [1:01:10:00].", [(1, 12, "1:01:10:00", None, "Bees dance.", "1:01:10:00")]),
    ("Bees dance [54:52 ~ 54:56].", [(1, 12, "54:52", 3_296_000, "Bees dance.", "54:52 >54:56")]),
    ("Bees dance [55:00 to 54:10].", [(1, 12, "55:00", 3_250_000, "Bees dance.", "55:00 >54:10")]),
    (
        "Bees dance [00:34, 2:49 and 3:00-3:10].",
        [
            (1, 12, "00:34", None, "Bees dance.", "00:34"),
            (1, 20, "2:49", None, "Bees dance.", "2:49"),
            (1, 29, "3:00", 190_000, "Bees dance.", "3:00 >3:10"),
        ],
    ),
    (
        "Bees dance [00:34][02:49].",
        [
            (1, 12, "00:34", None, "Bees dance.", "00:34"),
            (1, 19, "02:49", None, "Bees dance.", "02:49"),
        ],
    ),
    ("蜜蜂跳舞[00:34]。", [(1, 5, "00:34", None, "蜜蜂跳舞。", "00:34")]),
    ("蜜蜂跳舞【00:34】。", [(1, 5, "00:34", None, "蜜蜂跳舞。", "00:34")]),
    ("蜜蜂跳舞［0:34–0:40］。", [(1, 5, "0:34", 40_000, "蜜蜂跳舞。", "0:34 >0:40")]),
    ("蜜蜂跳舞（00:00:34）。", [(1, 5, "00:00:34", None, "蜜蜂跳舞。", "00:00:34")]),
    ("Bees dance [at 00:34].", [(1, 12, "00:34", None, "Bees dance.", "00:34")]),
    ("Bees dance [~0:34].", [(1, 12, "0:34", None, "Bees dance.", "0:34")]),
    ("Bees dance [t=00:34].", [(1, 12, "00:34", None, "Bees dance.", "00:34")]),
    ("Bees dance [⏱️ 00:34].", [(1, 12, "00:34", None, "Bees dance.", "00:34")]),
    ("Bees dance (see 0:00:34).", [(1, 12, "0:00:34", None, "Bees dance.", "0:00:34")]),
    ("Bees dance [0:34]-[0:40].", [(1, 12, "0:34", 40_000, "Bees dance.", "0:34 >0:40")]),
    (
        "Bees dance (0:07:53) to (0:08:06).",
        [(1, 12, "0:07:53", 486_000, "Bees dance.", "0:07:53 >0:08:06")],
    ),
    (
        "Bees dance [[bee_dance | [00:10:08]]].",
        [(1, 26, "00:10:08", None, "Bees dance.", "00:10:08")],
    ),
    (
        "Bees dance [[bee_dance | (00:01:56)]].",
        [(1, 26, "00:01:56", None, "Bees dance.", "00:01:56")],
    ),
    ("Bees dance (00:01:56).", [(1, 12, "00:01:56", None, "Bees dance.", "00:01:56")]),
    (
        "Bees dance (0:07:53-0:08:06).",
        [(1, 12, "0:07:53", 486_000, "Bees dance.", "0:07:53 >0:08:06")],
    ),
    ("Bees dance (7:53–8:06).", [(1, 12, "7:53", 486_000, "Bees dance.", "7:53 >8:06")]),
    ("Bees dance.\n(12:34)", [(2, 1, "12:34", None, "Bees dance.", "12:34")]),
    (
        "Bees dance (1:10). Wasps sting (9:00).\n\nFlies hum (33:10).",
        [
            (1, 12, "1:10", None, "Bees dance.", "1:10"),
            (1, 32, "9:00", None, "Wasps sting.", "9:00"),
            (3, 11, "33:10", None, "Flies hum.", "33:10"),
        ],
    ),
]

CODE = [
    ("Bees dance `[00:15]`. Wasps.", [(1, 12, "00:15", None, "Bees dance.", "00:15")]),
    ("Bees dance **`[56:00]`**", [(1, 14, "56:00", None, "Bees dance", "56:00")]),
    (
        "| bee | act |\n|---|---|\n| Maya | dances `[0:54-0:56]` |",
        [(3, 17, "0:54", 56_000, "dances", "0:54 >0:56")],
    ),
    (
        "Bees `[0:15]` dance. Wasps `[0:20-0:30]` sting. Flies `[0:40]` hum.",
        [
            (1, 6, "0:15", None, "Bees dance.", "0:15"),
            (1, 28, "0:20", 30_000, "Wasps sting.", "0:20 >0:30"),
            (1, 55, "0:40", None, "Flies hum.", "0:40"),
        ],
    ),
]

T, U = anchor("1:00", ""), anchor("2:00", "")
PLACES = [
    (f"# The dance {T}", [(1, 13, "1:00", None, "The dance", "1:00")]),
    (f"| a | b |\n|-|-|\n| bee | dance {T} |", [(3, 15, "1:00", None, "dance", "1:00")]),
    (f"| a | b |\n|-|-|\n| bee | dance |\n\n{T}", [(5, 1, "1:00", None, "bee; dance", "1:00")]),
    (f"> [!note] The dance {T}\n> Wasps.", [(1, 21, "1:00", None, "The dance", "1:00")]),
    (f"[^1]: Bees dance {T}.", [(1, 18, "1:00", None, "Bees dance.", "1:00")]),
    (f"```\nHere the bees dance {T}.", [(2, 21, "1:00", None, "Here the bees dance.", "1:00")]),
    (f"Bees dance.\n\n{T}", [(3, 1, "1:00", None, "Bees dance.", "1:00")]),
    (f'> {T} "Bees dance!" They do.', [(1, 3, "1:00", None, '"Bees dance!"', "1:00")]),
    (f"**{T}:** Bees dance. Wasps sting.", [(1, 3, "1:00", None, "Bees dance.", "1:00")]),
    (
        f"- **Dance:** Bees dance {T}. They rest {U}.",
        [
            (1, 25, "1:00", None, "Dance: Bees dance.", "1:00"),
            (1, 79, "2:00", None, "They rest.", "2:00"),
        ],
    ),
    (
        f"- **Noon** {T}: bees dance well {U}.",
        [
            (1, 12, "1:00", None, "Noon: bees dance well", "1:00"),
            (1, 72, "2:00", None, "bees dance well", "2:00"),
        ],
    ),
    (f"Bees dance (see {T}) at noon.", [(1, 17, "1:00", None, "Bees dance at noon.", "1:00")]),
]

INVISIBLE = [
    (
        f"Bees\u200b dance\u00a0in\u2060 hi\u00adves {T}\u200b. Wasps.",
        [(1, 24, "1:00", None, "Bees dance in hives.", "1:00")],
    ),
    (
        "Bees dance \u200b[\u200b00:01\u2060:02\u200b]\u200b.",
        [(1, 13, "00:01:02", None, "Bees dance.", "00:01\u2060:02")],
    ),
    ("Bees \u2068[\u00a01:02\u00a0]\u2069.", [(1, 7, "1:02", None, "Bees.", "1:02")]),
    (
        'Bees dance\ufeff <a\u00a0class="yt-timestamp" data-t="\u200b1:02">[1:02]</a>.',
        [(1, 13, "1:02", None, "Bees dance.", "1:02 1:02")],
    ),
]

NO_CITATIONS = [
    "We met in the hive (at 9:15). [inaudible 00:31:30] and more.",
    "We met at 7:00 PM, at 3:25 p.m. and at 14:00 UTC (7:00 PM).",
    "Mixed in parts (1:1:1), shown in (16:9), as it is written (John 3:16) or (3:16).",
    "The clock of the harbour stood at 11:59 (11:59) all year.",
    "- 09:13 stop\n- 09:15 go on",
    "7  0.107  0.136  (00:53)\n8  0.105  0.121  (00:54)\n9  0.104  0.120  (30:10)",
    "They won 3:1, then 12:10, and lost (2:3).",
    "Use `[00:12:34]` for the time.",
    "[the page](00:12:34) and ![[00:12:34]] and a[10:20]",
]

ROWS = [*TIMES, *JUNK, *LABELS, *TAGS, *RANGES, *BARE, *CODE, *PLACES, *INVISIBLE]


def found(text):
    text = marks.clean(text)
    for citation, stamp in cited(text, note="n"):
        places = [">" * p.is_end + text[p.start : p.end] for p in stamp.places]
        assert list(stamp.places) == sorted(stamp.places, key=lambda place: place.start)
        yield (
            citation.line,
            citation.column,
            citation.stamp,
            citation.end_ms,
            citation.claim,
            " ".join(places),
        )


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_citation(text, expected):
    assert list(found(text)) == expected


@pytest.mark.parametrize("text", NO_CITATIONS)
def test_no_citation(text):
    assert list(found(text)) == []


def test_there_are_enough_rows():
    assert sum(len(expected) for _, expected in ROWS) > 90
