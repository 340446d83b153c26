import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.times import clock, offset, readings, without_junk, written_like

S, M, H = 1_000, 60_000, 3_600_000

READ = [
    ("00:12:34", [("h:m:s", 12 * M + 34 * S), ("m:s", 12 * S)]),
    ("03:01:00", [("h:m:s", 3 * H + 1 * M), ("m:s", 3 * M + 1 * S), ("0:b:c", 1 * M)]),
    ("14:12", [("m:s", 14 * M + 12 * S)]),
    ("124:06", [("m:s", 124 * M + 6 * S)]),
    ("1:0:0", [("h:m:s", H), ("m:s", M), ("0:b:c", 0)]),
    ("01:24:99", [("m:s", 84 * S)]),
    ("05:21:999", [("m:s", 5 * M + 21_999)]),
    ("00:72:00", [("h:m:s", 72 * M), ("m:s", 72 * S)]),
    ("04:72:00", [("h:m:s", 5 * H + 12 * M), ("m:s", 5 * M + 12 * S)]),
    ("121.12", [("seconds", 121_120)]),
    ("1.5", [("seconds", 1_500)]),
    ("0h 20m 37s", [("units", 20 * M + 37 * S)]),
    ("01:00:13:00", [("h:m:s:x", H + 13 * S)]),
    ("00:00:01.5", [("h:m:s", 1_500), ("m:s", 500)]),
    ("00:00:01,250", [("h:m:s", 1_250), ("m:s", 250)]),
    ("024:45:00", [("h:m:s", 24 * H + 45 * M), ("m:s", 24 * M + 45 * S), ("0:b:c", 45 * M)]),
    ("1:24:99", [("m:s", 84 * S)]),
    ("1:24:60", [("m:s", 84 * S)]),
    ("1:24:59", [("h:m:s", H + 24 * M + 59 * S), ("m:s", 84 * S), ("0:b:c", 24 * M + 59 * S)]),
    ("01:24:99:00", [("m:s:x", 84 * S)]),
    ("0:00", [("m:s", 0)]),
    ("999999:59", [("m:s", 999_999 * M + 59 * S)]),
    ("1:00,5", [("m:s", M + 500)]),
    ("1:00.05", [("m:s", M + 50)]),
    ("1h", [("units", H)]),
    ("2m", [("units", 2 * M)]),
    ("1h5", [("units", H + 5 * S)]),
    ("90m", [("units", 90 * M)]),
    ("0", [("seconds", 0)]),
    ("95", [("seconds", 95 * S)]),
    ("95s", [("seconds", 95 * S)]),
    ("1m35s", [("units", 95 * S)]),
    ("1h2m3s", [("units", H + 2 * M + 3 * S)]),
    ("00h00m24s", [("units", 24 * S)]),
    (" 00:12 ", [("m:s", 12 * S)]),
]


@pytest.mark.parametrize(("stamp", "wanted"), READ)
def test_readings(stamp, wanted):
    assert [(reading.name, reading.at_ms) for reading in readings(stamp)] == wanted


UNREADABLE = [
    *("", "later", "HH:MM:SS", "N/A", "12:60", "::", "1:", ":1", "1:2:3:4:5"),
    *("1:60", "1:00.", "1:00.5.5", "1 : 2", "1m2h", "1H2M", "01:60:99"),
    *("9" * 50, "1000000:00", "1:" * 999 + "1", "\uff11:00", "1\u00b2", "1:0\u00b2", "1:00\n2:00"),
    *("00:18:58]", "-1:00", "\u0661\u0662:\u0663\u0664", "1e3", "00:00:00.1234", "s", "h"),
]


@pytest.mark.parametrize("stamp", UNREADABLE)
def test_what_is_no_time_has_no_reading(stamp):
    assert readings(stamp) == ()


@given(st.text())
def test_any_text_is_read_or_not(text):
    for reading in readings(text):
        assert reading.at_ms >= 0


@given(st.from_regex(r"[0-9]{0,9}([:.,hms][0-9]{0,9}){0,5}", fullmatch=True))
def test_what_looks_like_a_time_is_read_or_not(text):
    found = readings(text)
    assert len({reading.name for reading in found}) == len(found)
    assert all(reading.at_ms >= 0 for reading in found)


@given(st.integers(0, 99 * H))
def test_a_clock_is_read_as_what_it_shows(at_ms):
    literal = readings(clock(at_ms))[0]
    assert (literal.name, literal.at_ms) == ("h:m:s", at_ms // 1000 * 1000)
    assert clock(literal.at_ms) == clock(at_ms)


@pytest.mark.parametrize(
    ("ms", "shown"), [(0, "+0 s"), (-400, "-0 s"), (59_600, "+1 min 0 s"), (-61_000, "-1 min 1 s")]
)
def test_offsets_in_words(ms, shown):
    assert offset(ms) == shown


JUNK = [
    ("00:18:58]", "00:18:58"),
    ("01:26:", "01:26"),
    ("0:00:00.413Z", "0:00:00.413"),
    (">[1:02]", "1:02"),
    ("00:01:02", "00:01:02"),
    ("-1:00", ""),
    ("HH:04:53", ""),
    ("7:00 PM", ""),
    ("later", ""),
]


@pytest.mark.parametrize(("stamp", "time"), JUNK)
def test_time_in_junk(stamp, time):
    assert without_junk(stamp) == time


LIKE = [
    (181_900, "165", "181"),
    (181_000, "165s", "181s"),
    (181_000, "121.12", "181"),
    (3_723_000, "1m35s", "62m3s"),
    (3_723_000, "95s", "3723s"),
    (181_000, "1h2m3s", "0h3m1s"),
    (3_723_000, "0h05m03s", "01h02m03s"),
    (181_000, "00h00m24s", "00h03m01s"),
    (181_000, "0h 20m 37s", "0h 3m 1s"),
    (3_723_000, "2:45", "1:02:03"),
    (3_723_000, "124:06", "62:03"),
    (61_000, "02:45", "01:01"),
    (3_723_000, "02:45", "1:02:03"),
    (181_000, "03:01:00", "00:03:01"),
    (181_000, "3:01:00", "0:03:01"),
    (181_000, "024:45:00", "00:03:01"),
    (181_000, "01:00:13:00", "00:03:01"),
    (181_000, "00:03:01]", "00:03:01"),
    (181_250, "00:00:07,500", "00:03:01,250"),
    (181_250, "00:07.5", "03:01.2"),
    (181_000, "N/A", "00:03:01"),
]


@pytest.mark.parametrize(("at_ms", "like", "written"), LIKE)
def test_a_time_in_the_spelling_of_another(at_ms, like, written):
    assert written_like(at_ms, like) == written


@given(st.integers(0, 99 * H), st.sampled_from([like for _, like, _ in LIKE]))
def test_what_is_written_is_read_again(at_ms, like):
    assert readings(written_like(at_ms, like))[0].at_ms // 1000 == at_ms // 1000
