"""A small talk for the tests of the room: one sentence every five seconds."""

from clipper.model import Segment, Span, Transcript, Word

TALK = """
Welcome everybody to the meeting of the bridge committee.
Our bridge over the river Arle was opened in 1931.
It carries two lanes of traffic and a narrow footpath.
The steel was painted green in the first year.
Every spring a crew of fourteen climbers inspects the cables.
They look for rust, loose bolts and nests of swallows.
Last year they replaced 230 bolts on the northern tower.
The southern tower is younger and stands on rock.
Traffic has doubled since the harbour moved downstream.
Lorries now wait for twenty minutes at the toll booth.
We never close the bridge for wind below ninety kilometres an hour.
The toll pays for the paint and for nothing else.
An engineer from Kesterham suggested a second deck.
The council rejected that plan because of its cost.
Swallows return to the arches every April.
Children from the village count them for school.
The lamps were changed from gas to electricity in 1948.
Fog is the greatest danger for ships below the arches.
A bell was hung in the middle of the main span.
It is rung by hand when the fog is thick.
Thank you all for listening to this report.
""".strip().split("\n")

SECONDS = 5


def transcript(*, language="en", lines=TALK, gap_s=0):
    """Sentence n begins at n * 5 s."""
    segments = []
    for number, line in enumerate(lines):
        start = number * SECONDS * 1000
        words = line.split()
        step = (SECONDS - gap_s) * 1000 // len(words)
        spoken = tuple(
            Word(f" {word}", start + i * step, start + (i + 1) * step, 0.9)
            for i, word in enumerate(words)
        )
        segments.append(Segment(Span(start, start + SECONDS * 1000), spoken))
    heard = Span(0, len(lines) * SECONDS * 1000)
    return Transcript((heard,), tuple(segments), language, "test")


def line_at(words):
    """When the sentence with these words begins, in milliseconds."""
    return next(i for i, line in enumerate(TALK) if words in line) * SECONDS * 1000
