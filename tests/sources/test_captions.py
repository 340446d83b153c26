import pytest

from clipper.sources.captions import captions_beside, offered


def form(ext="json3", url="https://example.org/c", **more):
    return {"ext": ext, "url": f"{url}.{ext}", **more}


def test_json3_before_the_others():
    assert offered({"subtitles": {"en": [form("srt"), form("json3"), form("vtt")]}}) == form()
    assert offered({"subtitles": {"en": [form("ttml"), form("vtt")]}}) == form("vtt")
    assert offered({"subtitles": {"en": [form("ttml")], "live_chat": [form("json")]}}) is None


def people(name):
    return form(url=f"https://example.org/people/{name}")


def machine(name, more=""):
    return form(url=f"https://example.org/machine/{name}{more}")


def tracks(make, *names):
    return {name: [make(name)] for name in names}


@pytest.mark.parametrize(
    ("info", "wanted"),
    [
        ({}, None),
        ({"subtitles": None, "automatic_captions": None}, None),
        # The language of the sound is told.
        ({"language": "de", "subtitles": tracks(people, "en", "de")}, people("de")),
        ({"language": "en-US", "subtitles": tracks(people, "de", "en-GB")}, people("en-GB")),
        ({"language": "fr", "subtitles": tracks(people, "en")}, None),
        # Or YouTube's original track tells it.
        (
            {
                "subtitles": tracks(people, "de"),
                "automatic_captions": tracks(machine, "de", "en", "en-orig"),
            },
            machine("en-orig"),
        ),
        (
            {
                "subtitles": tracks(people, "de", "en"),
                "automatic_captions": tracks(machine, "de", "en", "en-orig"),
            },
            people("en"),
        ),
        # Or nothing does: then only a single track can be meant.
        ({"subtitles": tracks(people, "und")}, people("und")),
        ({"subtitles": tracks(people, "de", "en")}, None),
        (
            {"subtitles": tracks(people, "de", "en"), "automatic_captions": tracks(machine, "en")},
            machine("en"),
        ),
    ],
)
def test_the_language_spoken_is_chosen(info, wanted):
    assert offered(info) == wanted


def test_what_a_machine_translated_is_left():
    translated = {"en": [machine("en", "?lang=de&tlang=en")]}
    assert offered({"language": "en", "automatic_captions": translated}) is None


@pytest.mark.parametrize(
    "bad",
    [
        form(url="file:///etc/hostname"),
        form(url="https://example.org/c", protocol="websocket_frag"),
        {"ext": "vtt", "data": "WEBVTT"},
    ],
)
def test_what_does_not_lie_on_the_web_is_left(bad):
    assert offered({"subtitles": {"en": [bad]}}) is None


def test_files_that_bear_the_recording_s_name(tmp_path):
    names = ["talk.vtt", "talk.en.srt", "talk.en-orig.json3"]
    others = ["talk.de.vtt", "talk.en.txt", "talk.mp4", "talks.vtt", "talk.en.vtt.part", "vtt"]
    for name in names + others:
        (tmp_path / name).touch()
    found = captions_beside(tmp_path / "talk.mp4", language="en")
    assert [file.name for file in found] == sorted(names)
    assert captions_beside(tmp_path / "other.mp4", language="en") == ()


def test_names_are_no_patterns(tmp_path):
    (tmp_path / "Harbour [x] (*).en.vtt").touch()
    assert len(captions_beside(tmp_path / "Harbour [x] (*).mp4", language="en")) == 1
