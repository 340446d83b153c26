"""Texts of every format but the seed's own, with what is to be read of them."""

from dataclasses import dataclass

BEES, HIVE = "BeesBeesBee", "HiveHiveHiv"
YT, WATCH = f"https://youtu.be/{BEES}", f"https://www.youtube.com/watch?v={BEES}"
AUDIO = "https://example.org/clock.mp3"
NOON = "Bees dance at noon."
SNIP = "https://share.snipd.com/snip/1-2-3"
SNIPPED = f"""### [02:56] How bees dance

[🎧 Play snip - 1min️ (02:49 - 04:42)]({SNIP})
<audio controls> <source src="{AUDIO}?id=7#t=02:49,04:42"> </audio>
"""
EPISODE = "https://example.org/pod.xml#The%20hive"
POD = "obsidian://podnotes?episodeName=The%20hive&url=https%3A%2F%2Fexample.org%2Fpod.xml"


@dataclass(frozen=True)
class Row:
    """One citation of a text: the `nth`; `at` is its line and column."""

    text: str
    stamp: str
    s: float | None
    at: tuple[int, int] = (1, 1)
    claim: str = "Bees dance."
    places: tuple[str, ...] | None = None  # None: the stamp alone
    end_s: float | None = None
    source: str | None = BEES
    nth: int = 0
    name: str = "note.md"


ROWS = {
    "youtube-link": [
        Row(f"[2:45]({YT}?t=165) Bees dance.", "165", 165, places=("2:45", "165")),
        Row(f"Bees dance [[2:45]({YT}?t=165)].", "165", 165, (1, 13), places=("2:45", "165")),
        Row(f"Bees dance [[2:45]]({YT}?t=165).", "165", 165, (1, 12), places=("2:45", "165")),
        Row(f"## Welcome [[2:46]({YT}?t=166)]", "166", 166, (1, 13), "Welcome", ("2:46", "166")),
        Row(
            f"1. [[2:58-8:49]({YT}?t=178)/[9:00]({YT}?t=540)] The round dance",
            *("178", 178, (1, 5), "The round dance", ("2:58", "8:49", "178"), 529),
        ),
        Row(f"Bees dance | [Video]({WATCH}&t=0h22m59s)", "0h22m59s", 1379, (1, 14), "Bees dance"),
        Row(
            f"Bees dance [0:24](https://www.youtube.com/watch?t=00h00m24s&v={BEES}&list=PL1).",
            *("00h00m24s", 24, (1, 12)),
            places=("0:24", "00h00m24s"),
        ),
        Row(f"Bees dance [1:05]({YT}#t=65).", "65", 65, (1, 12), places=("1:05", "65")),
        Row(
            f"Bees dance [1:05](https://www.youtube.com/embed/{BEES}?start=65).",
            *("65", 65, (1, 12)),
            places=("1:05", "65"),
        ),
        Row(f"Bees dance [1:05]({WATCH}&t=).", "1:05", 65, (1, 12)),
        Row(f"Bees dance [1:05]({WATCH}&t=s).", "1:05", 65, (1, 12)),
        Row(f"Bees dance ({WATCH}&feature=share&t=1h2m3s).", "1h2m3s", 3723, (1, 13)),
        Row(f"Bees dance, see {YT}?t=65.", "65", 65, (1, 17), "Bees dance, see"),
        Row(
            f"# Dances\n\n<{WATCH}&t=13m2s>\n\nBees dance at noon. Yes.", "13m2s", 782, (3, 1), NOON
        ),
        Row(
            f"Ants walk.\n\n[[2:45]({YT}?t=165)] \n\nYes. Bees dance. Wasps sting.",
            *("165", 165, (3, 2), "Yes. Bees dance.", ("2:45", "165")),
        ),
        Row(f"Bees dance.\n\n[2:45]({YT}?t=165)\n", "165", 165, (3, 1), places=("2:45", "165")),
        Row(
            f"**Anna** ([3:04]({YT}?t=184))\nBees dance at noon. Wasps sting.",
            *("184", 184, (1, 11), NOON, ("3:04", "184")),
        ),
        Row(
            f"**Anna**[3:04]({YT}?t=184): Bees dance at noon.",
            *("184", 184, (1, 9), NOON, ("3:04", "184")),
        ),
        Row(
            "".join(
                f"##### **{name}** [[00:00:0{n}]({YT}?t={n})]\n{text}\n\n"
                for n, name, text in [
                    (1, "Anna", "Bees dance."),
                    (2, "Ben", "Yes"),
                    (3, "Anna", "No"),
                ]
            ),
            *("1", 1, (1, 17)),
            places=("00:00:01", "1"),
        ),
        Row(
            f"[1:00]({YT}?t=60) **Anna**: Bees dance.\n\n[2:00]({YT}?t=120) **Anna**: Wasps sting.",
            *("120", 120, (3, 1), "Wasps sting.", ("2:00", "120")),
            nth=1,
        ),
        Row(
            f'Bees dance <a target="x" href="{WATCH}&amp;t=65s">1:05</a>.',
            *("65s", 65, (1, 12)),
            places=("65s", "1:05"),
        ),
        Row(
            f"- [2:45]({YT}?t=165)\n  - Bees dance at noon\n- Ants",
            *("165", 165, (1, 3), "Bees dance at noon", ("2:45", "165")),
        ),
    ],
    "hash-link": [
        Row(
            "* **[00:54](#t=00:54)**  Bees dance", "00:54", 54, (1, 5), "Bees dance", ("00:54",) * 2
        ),
        Row("Bees dance [1:12:16](#12:16).", "12:16", 736, (1, 12), places=("1:12:16", "12:16")),
        Row(
            "Bees dance [1:02](#t=62,75.5).",
            "62",
            62,
            (1, 12),
            "Bees dance.",
            ("1:02", "62", "75.5"),
            75.5,
        ),
    ],
    "speaker-turn": [
        Row("ANNA BEE (00:01:02):\nBees dance at noon. Yes.", "00:01:02", 62, (1, 10), NOON),
        Row("ANNA BEE (00:01:02):\n\nBees dance at noon. Yes.", "00:01:02", 62, (1, 10), NOON),
        Row(
            "(00:01:02):\nYeah. Well, bees dance.", "00:01:02", 62, claim="Yeah. Well, bees dance."
        ),
        Row("[00:01:02] Anna: Bees dance at noon.", "00:01:02", 62, claim=NOON),
        Row(
            "[00:01:02] Anna: Bees dance at noon.\n[00:01:09] Ben: Wasps sting, too.",
            *("00:01:09", 69, (2, 1), "Wasps sting, too."),
            nth=1,
        ),
        Row("Anna Bee [1:02]: Okay, so bees dance.", "1:02", 62, (1, 10), "Okay, so bees dance."),
        Row("**Anna (Hive)** (1:02) -  Bees dance at noon.", "1:02", 62, (1, 17), NOON),
        Row(
            "**Anna** (1:02-1:09)\nBees dance.",
            "1:02",
            62,
            (1, 10),
            places=("1:02", "1:09"),
            end_s=69,
        ),
        Row("## The dances\n(01:16)\n\nBees dance.", "01:16", 76, (2, 1)),
        Row(
            "Anna (1:02)\nBees dance at noon.\n\nBen (1:30)\nWasps sting.",
            *("1:02", 62, (1, 6), "Bees dance at noon."),
        ),
        Row("Ants walk.\n\n(1:02): Bees dance at noon.", "1:02", 62, (3, 1), NOON),
    ],
    "chapter-list": [
        Row("0:00 Intro\n2:45 - The dance\n9:30: The end", "2:45", 165, (2, 1), "The dance", nth=1),
        Row(
            "```\nTools of bees: a film.\n---------\n%%% CHAPTERS %%%\n"
            "00:00 Intro\n00:45 Hives\n02:31 Wax\n```",
            *("00:45", 45, (6, 1), "Hives"),
            nth=1,
        ),
        Row(
            "- 01:03:28 Hives\n- 01:06:28 Wax\n- 01:08:23 Combs", "01:03:28", 3808, (1, 3), "Hives"
        ),
        Row(
            "# Bees\n\n## 0:00 Hives\n\nWax.\n\n## 2:31 The dance\n\nYes.\n\n## 9:30 - Rest",
            *("2:31", 151, (7, 4), "The dance"),
            nth=1,
        ),
        Row("- `12:34` Hives\n- `23:10` Wax\n- `31:00` Combs", "12:34", 754, (1, 3), "Hives"),
        Row(
            "| at | what |\n|---|---|\n| 0:00 | Hives |\n| 2:31 | Wax | \n| 9:30 | Combs |",
            *("2:31", 151, (4, 3), "Wax"),
            nth=1,
        ),
        Row(
            "4:00\n* Read the hive\n\n7:35\n\n* Ask bees\n\n24:12\n\n* Rest",
            "7:35",
            455,
            (4, 1),
            "Ask bees",
            nth=1,
        ),
        Row(
            "1. **0:00-0:30** Hives\n2. **0:30** Wax\n3. **1:10** Combs",
            "0:00",
            0,
            (1, 6),
            "Hives",
            ("0:00", "0:30"),
            30,
        ),
        Row(
            "0:01:00 Anna: Yes, bees.\n0:01:02 Ben: Ants walk.\n0:01:09 Anna: Bees dance at noon.",
            *("0:01:09", 69, (3, 1), NOON),
            nth=2,
        ),
    ],
    "timestamp-fence": [
        Row(
            "Ants.\n\n```timestamp \n 01:14\n ```\nBees dance at noon. Yes.",
            "01:14",
            74,
            (3, 1),
            NOON,
        ),
        Row(
            "```timestamp\n1:14\n```\n\n![[hive.png]]\n\n```timestamp\n1:20\n```\n- Bees dance",
            "1:14",
            74,
            claim="",
        ),
        Row(
            f"```timestamp-url \n {AUDIO}\n ```\n\n```timestamp\n1:14\n```\n\n- Bees dance",
            "1:14",
            74,
            (5, 1),
            "Bees dance",
            source=AUDIO,
        ),
    ],
    "media-fragment": [
        Row(
            "![[hive film.mp4#t=5,10]]\n\nBees dance.",
            "5",
            5,
            places=("5", "10"),
            end_s=10,
            source="vault/hive film.mp4",
        ),
        Row("Bees dance [[talk.mp4#t=65]].", "65", 65, (1, 12), source="vault/talk.mp4"),
        Row(
            "Bees dance [[talk.mp4#t=65|1:05]].",
            "65",
            65,
            (1, 12),
            places=("65", "1:05"),
            source="vault/talk.mp4",
        ),
        Row(
            "Bees dance [5s](http://example.org/to/a.mp4#t=5,10.5).",
            "5",
            5,
            (1, 12),
            places=("5s", "5", "10.5"),
            end_s=10.5,
            source="http://example.org/to/a.mp4",
        ),
        Row(
            "| [02:05–02:09](../films/Day%202:%20Hives%20[abc].mp4#t=125) | Bees dance. |\n|-|-|",
            *("125", 125, (1, 3)),
            places=("02:05", "02:09", "125"),
            end_s=129,
            source="vault/../films/Day 2: Hives [abc].mp4",
        ),
        Row(
            "Bees dance [a (1)](<my talk (1).mp4#t=npt:1:05>).",
            "1:05",
            65,
            (1, 12),
            source="vault/my talk (1).mp4",
        ),
        Row(
            "Bees dance ![](talk.ogv#t=,10.5).",
            "0",
            0,
            (1, 12),
            places=("10.5",),
            end_s=10.5,
            source="vault/talk.ogv",
        ),
        Row(
            "Bees dance [1:05](https://vimeo.com/123#t=65s).",
            "65s",
            65,
            (1, 12),
            places=("1:05", "65s"),
            source="https://vimeo.com/123",
        ),
        Row(
            f"Bees dance [00:00:04](obsidian://mx-open?url=https%3A%2F%2Fyoutu.be%2F{BEES}&t=4).",
            "4",
            4,
            (1, 12),
            places=("00:00:04", "4"),
        ),
        Row(
            'Bees dance <video controls src="talk.mp4#t=65"></video>.',
            "65",
            65,
            (1, 12),
            source="vault/talk.mp4",
        ),
        Row(
            f'<audio>\n<source src="{AUDIO}?id=1#t=1:05,1:10">\n</audio>\n\nBees dance.',
            "1:05",
            65,
            (2, 1),
            places=("1:05", "1:10"),
            end_s=70,
            source=f"{AUDIO}?id=1",
        ),
    ],
    "media-notes": [
        Row("[02:01]() - Bees dance", "02:01", 121, claim="Bees dance"),
        Row("## Rich\n\n[02:01](link)\n\nBees dance.", "02:01", 121, (3, 1)),
        Row(
            "Bees dance [02:01-2:10]().", "02:01", 121, (1, 12), places=("02:01", "2:10"), end_s=130
        ),
    ],
    "ytseek": [
        Row("[1:05](ytseek://65) Bees dance.", "65", 65, places=("1:05", "65")),
        Row("[1:05](ytseek://65.25)\n\nBees dance.", "65.25", 65.25, places=("1:05", "65.25")),
    ],
    "podnotes": [
        Row(
            f"- [00:20:37]({POD}&time=1237) Bees dance.",
            "1237",
            1237,
            (1, 3),
            places=("00:20:37", "1237"),
            source=EPISODE,
        ),
        Row(
            f"- [0h 20m 37s]({POD}&time=1237) Bees dance.",
            "1237",
            1237,
            (1, 3),
            places=("0h 20m 37s", "1237"),
            source=EPISODE,
        ),
        Row(
            f"- [0:01:55-0:02:05]({POD}&time=115) Bees dance.",
            "115",
            115,
            (1, 3),
            places=("0:01:55", "0:02:05", "115"),
            end_s=125,
            source=EPISODE,
        ),
    ],
    "snipd": [
        Row(SNIPPED, "02:56", 176, (1, 5), "How bees dance", source=f"{AUDIO}?id=7"),
        Row(
            SNIPPED,
            *("02:49", 169, (3, 1), "How bees dance", ("02:49", "04:42") * 2, 282),
            source=f"{AUDIO}?id=7",
            nth=1,
        ),
    ],
    "readwise": [
        Row(f"- Bees dance ([Time 0:21:47]({SNIP}))", "0:21:47", 1307, (1, 14), "Bees dance"),
    ],
    "logseq": [
        Row("- {{youtube-timestamp 130}} Bees dance.", "130", 130, (1, 3)),
        Row("- {{youtube-timestamp 01:23}} **Bees** dance.", "01:23", 83, (1, 3)),
        Row(
            f"- {{{{video https://youtu.be/{HIVE}?t=9}}}}\n"
            "\t- {{youtube-timestamp 3}} Bees dance.",
            "3",
            3,
            (2, 4),
            source=HIVE,
        ),
        Row(
            f"- {{{{youtube {HIVE}}}}}\n\t- {{{{youtube-timestamp 3}}}} Bees dance.",
            "3",
            3,
            (2, 4),
            source=HIVE,
        ),
    ],
    "logseq-media-ts": [
        Row("- {{renderer :media-timestamp, 00:01:00}} Bees dance.", "00:01:00", 60, (1, 3)),
        Row("- {{renderer :media-timestamp, 70.5, ((6-a))}} Bees dance.", "70.5", 70.5, (1, 3)),
        Row(
            "- {{renderer :media-timestamp, 1:00, 1:10, 3, 1, ((6-a))}} Bees dance.",
            "1:00",
            60,
            (1, 3),
            places=("1:00", "1:10"),
            end_s=70,
        ),
    ],
    "roam": [
        Row("- {{[[video-timestamp]]: ((a_B-c)) 00:01:02}} Bees dance.", "00:01:02", 62, (1, 3)),
        Row(
            "Bees dance {{[[video-timestamp]]: "
            f"{{{{[[video]]: https://youtu.be/{HIVE}}}}} 00:00:02}}}}",
            "00:00:02",
            2,
            (1, 12),
            "Bees dance",
            source=HIVE,
        ),
    ],
    "org": [
        Row(
            "* Hives\n\n- [[video:course.mp4#0:01:56-0:01:58][0:01:56-0:01:58]] Bees dance.",
            "0:01:56",
            116,
            (3, 3),
            places=("0:01:56", "0:01:58") * 2,
            end_s=118,
            source="vault/course.mp4",
            name="note.org",
        ),
        Row(
            "Bees dance [[audio:hum.mp3#0:01:56]].",
            "0:01:56",
            116,
            (1, 12),
            source="vault/hum.mp3",
            name="note.org",
        ),
        Row(
            "Bees dance [[videocite:bees2020#0:01:56][0:01:56]].",
            "0:01:56",
            116,
            (1, 12),
            places=("0:01:56",) * 2,
            source="bees2020",
            name="note.org",
        ),
        Row(
            "Bees dance [[mpv:films/hive.mkv::00:01:02]].",
            "00:01:02",
            62,
            (1, 12),
            source="vault/films/hive.mkv",
            name="note.org",
        ),
    ],
    "web-clipper": [
        Row("**0:13** · Bees dance.", "0:13", 13),
        Row("**0:13** · Yes.\n\n**1:00:13** · Bees dance.", "1:00:13", 3613, (3, 1), nth=1),
    ],
    "srt": [
        Row(
            "1\n00:00:01,500 --> 00:00:04,000\n<i>Bees</i>\ndance.\n\n"
            "2\n00:00:05,000 --> 00:00:06,000\nNo.\n",
            "00:00:01,500",
            1.5,
            (2, 1),
            places=("00:00:01,500", "00:00:04,000"),
            end_s=4,
            source=None,
            name="a.srt",
        ),
    ],
    "vtt": [
        Row(
            "WEBVTT\n\nNOTE a --> b\n\n00:01.500 --> 00:04.000 align:start\n<v Anna>Bees, ants\n"
            "\n01:00:05.000 --> 01:00:06.000\nBees dance.",
            "01:00:05.000",
            3605,
            (8, 1),
            places=("01:00:05.000", "01:00:06.000"),
            end_s=3606,
            source=None,
            nth=1,
            name="a.vtt",
        ),
    ],
    "csv": [
        Row(
            'Time,End,Claim,URL\n1:05,1:10,"Bees\ndance.",https://youtu.be/HiveHiveHiv\n',
            "1:05",
            65,
            (2, 1),
            places=("1:05", "1:10"),
            end_s=70,
            source=HIVE,
            name="a.csv",
        ),
        Row(
            '1:05,Anna,"Bees ""dance"", too."\n\n"1:15", Ben ,Wasps sting.',
            "1:15",
            75,
            (3, 2),
            "Wasps sting.",
            source=None,
            nth=1,
            name="a.csv",
        ),
        Row("quote;start\nBees dance.;65.5\n", "65.5", 65.5, (2, 13), source=None, name="a.csv"),
    ],
    "jsonl": [
        Row(
            '{"claim": "\\"time\\": 9", "time": "1:05"}\n\n{"start": 65.5, "end": 70, '
            '"text": "Bees\\u0020dance.", "video": "talk.mp4", "x": {"start": 1}}\n',
            "65.5",
            65.5,
            (3, 11),
            places=("65.5", "70"),
            end_s=70,
            source="vault/talk.mp4",
            nth=1,
            name="a.jsonl",
        ),
    ],
}
ALL = [(form, row) for form, rows in ROWS.items() for row in rows]
