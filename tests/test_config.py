import dataclasses
import tomllib
from pathlib import Path

import platformdirs
import pytest

from clipper.config import Settings, load
from clipper.errors import ConfigError

CONFIGS = Path(__file__).parents[1] / "configs"


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLIPPER_CACHE_DIR")


def test_the_documented_defaults_are_the_defaults():
    assert load(CONFIGS / "default.toml", environ={}) == Settings()
    written = tomllib.loads((CONFIGS / "default.toml").read_text())
    for section in dataclasses.fields(Settings):
        keys = {item.name for item in dataclasses.fields(getattr(Settings(), section.name))}
        assert set(written[section.name]) == keys


def test_every_key_of_the_defaults_has_a_comment():
    for line in (CONFIGS / "default.toml").read_text().splitlines():
        assert "=" not in line or "#" in line, line


@pytest.mark.parametrize("name", ["vault-times.toml", "podcast-reel.toml"])
def test_the_examples_load_and_change_something(name):
    assert load(CONFIGS / name, environ={}) != Settings()
    assert f"--config configs/{name}" in (CONFIGS / name).read_text()


def test_flags_beat_environment_beats_project_beats_user(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    user = Path(platformdirs.user_config_dir("clipper"))
    user.mkdir(parents=True)
    project = tmp_path / "clipper.toml"
    (user / "config.toml").write_text("[run]\njobs = 3\noutput = 'u'\n[speech]\nmodel='u'")
    assert load(environ={}).run.jobs == 3
    project.write_text("[run]\njobs = 4\n")
    assert load(environ={}).run == dataclasses.replace(Settings().run, jobs=4, output="u")
    env = {"CLIPPER_RUN_JOBS": "5"}
    assert load(environ=env).run.jobs == 5
    assert load(environ=env, flags={"run": {"jobs": 6}}).run.jobs == 6
    assert load(environ=env, flags={"run": {"jobs": None}}).run.jobs == 5
    assert load(environ=env).speech.model == "u"
    other = tmp_path / "other.toml"
    other.write_text("[speech]\nmodel='o'")
    assert load(other, environ={}).run.jobs == 3  # a named file stands for the project's
    assert load(other, environ={}).speech.model == "o"


def test_the_environment_speaks_every_type():
    env = {
        "CLIPPER_WINDOW_AFTER_S": "12.5",
        "CLIPPER_REEL_VERDICTS": "supported, misplaced",
        "CLIPPER_FFMPEG": "/opt/ffmpeg",
        "CLIPPER_CACHE_DIR": "/var/cache/clips",
        "CLIPPER_UNKNOWN": "is somebody else's",
    }
    settings = load(environ=env)
    assert settings.window.after_s == 12.5
    assert settings.reel.verdicts == ("supported", "misplaced")
    assert settings.run.ffmpeg == "/opt/ffmpeg"
    assert settings.cache_dir == Path("/var/cache/clips")


def test_an_empty_short_name_is_as_good_as_none():
    settings = load(environ={"CLIPPER_FFMPEG": "", "CLIPPER_CACHE_DIR": ""})
    assert settings == Settings()
    assert settings.cache_dir == Path(platformdirs.user_cache_dir("clipper"))


WRONG = [
    ("[run]\njobs = 0", "'run.jobs' must be at least 1"),
    ("[run]\njobs = true", "'run.jobs' must be a whole number"),
    ("[run]\njobs = 1.5", "'run.jobs' must be a whole number"),
    ("[run]\njobs = '2'", "'run.jobs' must be a whole number"),
    ("[run]\nffmpeg = 3", "'run.ffmpeg' must be a text"),
    ("[window]\nafter_s = nan", "'window.after_s' must be at least 1"),
    ("[window]\nbefore_s = -1", "'window.before_s' must be at least 0"),
    ("[window]\nbefore_s = inf", "'window.before_s'"),
    ("[verify]\nsupported = 1.2", "must lie between 0 and 1"),
    ("[verify]\nsearch = 'far'", "'verify.search' is 'far'"),
    ("[reel]\nverdicts = 'supported'", "'reel.verdicts' must be a list"),
    ("[reel]\nverdicts = ['fine']", "'reel.verdicts' is 'fine'"),
    ("[verify]\nserach = 'near'", "unknown key 'verify.serach'"),
    ("[verfy]\nsearch = 'near'", "unknown key '[verfy]'"),
    ("run = 3", "'run' must be a table"),
    ("[window]\nbefore_s = true", "'window.before_s' must be a number"),
    ("[reel.verdicts]\nsupported = 1", "'reel.verdicts' must be a list"),
    ("[run.jobs]\nmost = 2", "'run.jobs' must be a whole number"),
    ("[verify]\nsupported = nan", "must lie between 0 and 1"),
    ("[speech]\ndevice = 'tpu'", "'speech.device' is 'tpu'"),
    ("[[run]]\njobs = 2", "'run' must be a table"),
    ("[run", "cannot read"),
    ("[run]\njobs = " + "9" * 5_000, "cannot read"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_cannot_be_used_is_refused_by_name(text, message, tmp_path):
    path = tmp_path / "c.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(path, environ={})
    assert message in caught.value.message
    assert str(path) in caught.value.message


HINTS = [
    ("[verify]\nserach = 'near'", "did you mean 'search'?"),
    ("[verfy]\nsearch = 'near'", "did you mean 'verify'?"),
    ("[fix]\nzzz = 1", "known: confidence"),
    ("[verify]\nsearch = 'far'", "allowed: 'none', 'near', 'source'"),
    ("[run]\njobs = 0", "correct it there, or leave it out for the default"),
]


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_hints_say_what_to_do(text, hint, tmp_path):
    path = tmp_path / "c.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(path, environ={})
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLIPPER_VERIFY_SEARCH", "far"),
        ("CLIPPER_REEL_VERDICTS", "supported,fine"),
        ("CLIPPER_RUN_JOBS", "0"),
        ("CLIPPER_RUN_JOBS", "two"),
        ("CLIPPER_RUN_JOBS", "1.5"),
        ("CLIPPER_WINDOW_AFTER_S", "nan"),
        ("CLIPPER_WINDOW_AFTER_S", ""),
        ("CLIPPER_VERIFY_SUPPORTED", "-inf"),
    ],
)
def test_what_a_variable_says_wrongly_names_the_variable(name, value):
    with pytest.raises(ConfigError, match=name):
        load(environ={name: value})


def test_what_a_flag_says_wrongly_names_the_command_line():
    with pytest.raises(
        ConfigError, match=r"'run\.jobs' must be at least 1, not 0, in command line"
    ):
        load(environ={}, flags={"run": {"jobs": 0}})


def test_a_byte_order_mark_is_no_content(tmp_path):
    path = tmp_path / "c.toml"
    path.write_bytes(b"\xef\xbb\xbf[run]\r\njobs = 4\r\n")
    assert load(path, environ={}).run.jobs == 4


def test_whole_numbers_are_numbers(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text("[window]\nafter_s = 30")
    after_s = load(path, environ={}).window.after_s
    assert (type(after_s), after_s) == (float, 30.0)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[run]\nx = '\xe9'"])
def test_a_file_that_is_no_text(content, tmp_path):
    path = tmp_path / "c.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="cannot read"):
        load(path, environ={})


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="no such configuration file"):
        load(tmp_path / "none.toml", environ={})


def test_a_number_in_the_environment_that_is_none():
    with pytest.raises(ConfigError, match="'CLIPPER_RUN_JOBS' must be a number, not 'x'"):
        load(environ={"CLIPPER_RUN_JOBS": "x"})
