from clipper.speech.json3 import read_json3


def event(start, text, *, lasts=4000, **more):
    return {"tStartMs": start, "dDurationMs": lasts, "segs": [{"utf8": text}], **more}


def words(events):
    return [
        (word.text, word.start_ms, word.end_ms)
        for segment in read_json3(events)
        for word in segment.words
    ]


def test_rolling_events_with_the_times_of_words():
    events = [
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
        {
            "tStartMs": 160,
            "dDurationMs": 4000,
            "wWinId": 1,
            "segs": [{"utf8": "bees", "acAsrConf": 0}, {"utf8": " leave", "tOffsetMs": 240}],
        },
        event(2000, "\n", aAppend=1, wWinId=1),
        event(2010, "at noon", aAppend=1, wWinId=1),
    ]
    assert words(events) == [
        (" bees", 160, 400),
        (" leave", 400, 2010),
        (" at", 2010, 3510),
        (" noon", 3510, 6010),
    ]


def test_captions_by_people_have_several_words_in_a_piece():
    assert words([event(1000, "Tides come\ntwice", lasts=1700)]) == [
        (" Tides", 1000, 1600),
        (" come", 1600, 2100),
        (" twice", 2100, 2700),
    ]


def test_an_event_without_a_length_ends_where_the_next_begins():
    events = [{"tStartMs": 0, "segs": [{"utf8": "bees"}]}, event(900, "dance", lasts=100)]
    assert words(events) == [(" bees", 0, 1), (" dance", 900, 1000)]


def test_times_that_run_backwards_do_not_break_it():
    events = [event(5000, "bees"), event(1000, "dance")]
    events[0]["segs"].append({"utf8": "home", "tOffsetMs": -3000})
    assert [(start <= end) for _, start, end in words(events)] == [True] * 3


def test_nothing_said():
    assert words([]) == []
    assert words([{"tStartMs": 0}, {"tStartMs": 0, "segs": []}, event(0, " \n")]) == []
