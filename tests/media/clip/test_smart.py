import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.errors import MediaError
from clipper.media.clip import smart
from clipper.media.clip.look import Look
from clipper.media.clip.smart import Packet
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Media, Source, Span

SPAN = Span(7_480, 12_200)  # frames 187 to 304; key frames at 5 and 10 s


@pytest.fixture
def cut(recordings, tmp_path):
    """Cuts from a recording into `tmp_path`."""

    def make(name, target="clip.mp4", span=SPAN, **more):
        path = recordings / name
        found = probe(path)
        codecs = (found.audio_codec, found.video_codec)
        media = Media(Source(name), path, "", found.duration_ms, *codecs)
        look = Look("video", f".{target.split('.')[-1]}", "smart", **more)
        with OpenMedia(media) as recording:
            smart.cut(recording, span, tmp_path / target, look, {})
        return tmp_path / target

    return make


def frames(path, **options):
    """Time in ms and number of every frame, and whether the sound of the same time is heard."""
    import av

    with av.open(str(path), options=options) as container:
        for frame in container.decode(video=0):
            bars = frame.to_ndarray(format="gray")[24, 4::8]
            yield round(frame.time * 1000), sum(1 << bit for bit in np.flatnonzero(bars > 128))


def sound(path, **options):
    """Times in ms at which clicks are heard."""
    import av

    with av.open(str(path), options=options) as container:
        decoded = list(container.decode(audio=0))
    rate = decoded[0].sample_rate
    loud = np.flatnonzero(np.abs(np.concatenate([f.to_ndarray()[0] for f in decoded])) > 0.2)
    first = np.flatnonzero(np.diff(loud, prepend=-rate) > rate // 10)
    return (loud[first] / rate + decoded[0].time) * 1000


def key_frames(path):
    """The bytes of each key frame, but for the first ones, which containers change."""
    import av

    with av.open(str(path)) as container:
        return [bytes(each)[-30:] for each in container.demux(video=0) if each.is_keyframe]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("plain.mp4", "clip.mp4"),
        ("reordered.mkv", "clip.mp4"),
        ("pyramid.ts", "clip.mp4"),
        ("vp9.webm", "clip.webm"),
    ],
)
def test_only_the_edges_are_encoded_and_no_edit_list_is_needed(
    recordings, cut, clicks_ms, name, target
):
    path = cut(name, target)
    clicked = [at - SPAN.start_ms for at in clicks_ms if SPAN.start_ms <= at < SPAN.end_ms]
    for options in ({}, {"ignore_editlist": "1"} if target == "clip.mp4" else {}):
        shown = list(frames(path, **options))
        assert [number for _, number in shown] == list(range(187, 305))
        assert [at for at, _ in shown] == pytest.approx(range(0, 4_720, 40), abs=1)
        assert sound(path, **options) == pytest.approx(clicked, abs=5)
    assert probe(path).duration_ms == pytest.approx(4_720, abs=10)
    assert set(key_frames(path)[1:]) & set(key_frames(recordings / name))


def test_the_same_bytes_each_time(cut):
    one, two = cut("reordered.mkv", "one.mp4"), cut("reordered.mkv", "two.mp4")
    assert one.read_bytes() == two.read_bytes()


def test_a_smart_cut_of_a_smart_cut(cut):
    """Whose parameter sets have taken the id that ours would get."""
    path = cut("plain.mp4", "first.mp4")
    again = cut(path, "second.mp4", Span(1_000, 4_000))
    assert [number for _, number in frames(again)] == list(range(212, 287))


def test_the_picture_on_screen_is_shown_from_the_start(cut):
    shown = list(frames(cut("plain.mp4", span=Span(7_493, 12_000))))
    assert shown[:3] == [(0, 187), (27, 188), (67, 189)]


@pytest.mark.parametrize(
    ("name", "target", "span", "message"),
    [
        ("open.mp4", "clip.mp4", SPAN, "no key frame in the clip"),
        ("plain.mp4", "clip.mp4", Span(5_500, 9_500), "no key frame in the clip"),
        ("odd.webm", "clip.mp4", Span(500, 2_500), "vp8 cannot be copied in part into mp4"),
        ("hdr.mp4", "clip.mp4", Span(500, 2_500), "pictures in yuv420p10le"),
    ],
)
def test_what_does_not_fit_together(cut, name, target, span, message):
    with pytest.raises(MediaError, match=message):
        cut(name, target, span)


@st.composite
def stretches(draw):
    """Pictures in decoding order from a key frame on, and the length of the span."""
    shown, times, joins = 0, [], set()
    for closed in [True, *draw(st.lists(st.booleans(), min_size=1, max_size=3))]:
        leading = 0 if closed else 2
        if closed:
            joins.add(len(times))
        times += [shown + leading, *range(shown, shown + leading)]
        shown += leading + 1
        for between in draw(st.lists(st.integers(0, 3), max_size=5)):
            times += [shown + between, *draw(st.permutations(range(shown, shown + between)))]
            shown += between + 1
    start = draw(st.integers(0, shown - 1))
    length = draw(st.integers(1, shown - start))
    dts = [at - 4 for at in range(len(times))]
    seen = [
        Packet(10 * (at - start), 10 * (when - start), number in joins)
        for number, (at, when) in enumerate(zip(times, dts, strict=True))
    ]
    return [packet for packet in seen if packet.dts < 10 * length], 10 * length


@given(stretches())
def test_every_picture_of_the_span_is_in_the_plan_once(stretch):
    seen, length = stretch
    wanted = [packet.pts for packet in seen if 0 <= packet.pts < length]
    try:
        plan = smart.made_plan(seen, length)
    except MediaError:
        joins = [p.pts for p in seen if p.is_join and 0 <= p.pts < length]
        assert not joins or len(joins) == 1
        return
    copied = seen[plan.join : plan.tail]
    assert seen[plan.join].is_join
    planned = [*plan.head, *(packet.pts for packet in copied), *plan.rest]
    assert sorted(planned) == sorted(wanted)
    decoded = [*plan.head.values(), *(packet.dts for packet in copied), *plan.rest.values()]
    assert all(one < two for one, two in itertools.pairwise(decoded))
    shown = {**plan.head, **{p.pts: p.dts for p in copied}, **plan.rest}
    assert all(dts <= pts for pts, dts in shown.items())
    if plan.rest:
        assert plan.join <= plan.rest_key <= plan.tail
        assert seen[plan.rest_key].is_join


@pytest.mark.parametrize(("coded", "number"), [("1", 0), ("010", 1), ("011", 2), ("00100", 3)])
def test_ids_of_parameter_sets(coded, number):
    assert smart._id(int(coded.ljust(16, "1"), 2).to_bytes(2)) == number
