"""Notes on recordings of real people, where the environment says that there are any."""

import os
import wave
from pathlib import Path

import numpy as np
import pytest

from clipper import config, pipeline
from clipper.notes.read import read_text
from clipper.speech.whisper import RATE
from clipper.times import clock

FOLDER = os.environ.get("CLIPPER_TEST_VOICES", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER, reason="CLIPPER_TEST_VOICES names no folder"),
]

NOTES = {
    "jfk.wav": [
        ('"Ask not what your country can do for you"', "00:00:03", "supported"),
        ("He tells his fellow Americans what to ask.", "00:00:00", "supported"),
        (
            '"Ask what your country can do for you, never what you can do for your country"',
            "00:00:03",
            "contradicted",
        ),
        ("He announces a man on the moon before the decade is out.", "00:00:05", "not_found"),
        ("He announces a man on the moon.", "00:59:59", "unchecked"),
    ],
    "sonnet1-en.mp3": [
        ('"From fairest creatures we desire increase"', "00:00:00", "supported"),
        ("The light's flame is fed with self-substantial fuel.", "00:00:18", "supported"),
        ('"Pity the world, or else this glutton be"', "00:00:43", "supported"),
        ('"From fairest creatures we desire increase"', "00:00:43", "misplaced"),
        ('"Shall I compare thee to a summer\'s day?"', "00:00:30", "not_found"),
    ],
    "simplicissimus-de.mp3": [  # through Whisper's translation
        (
            "The book is about the life of a strange vagabond named Melchior Sternfels.",
            "00:00:10",
            "supported",
        ),
        ("It tells in which state he came into this world.", "00:00:25", "supported"),
        ("It helps to tell the truth with laughter.", "00:00:05", "misplaced"),
        ("The keeper counted three hundred bees on the clock tower.", "00:00:45", "not_found"),
    ],
}


@pytest.mark.parametrize("recording", NOTES)
def test_verdicts_on_real_voices(recording, tmp_path, weights_cache):
    rows = NOTES[recording]
    text = "\n\n".join(f"{claim} [{stamp}]." for claim, stamp, _ in rows)
    media = Path(FOLDER, recording)
    note = read_text(f"---\nsource: {media}\n---\n\n{text}\n", note="n.md", folder=tmp_path)
    settings = config.load(
        flags={"run": {"cache_dir": str(weights_cache)}, "speech": {"model": "base"}}
    )
    *_, finished = pipeline.run([note], settings, pipeline.Wanted(check=True))
    assert [finding.verdict for finding in finished.findings] == [row[2] for row in rows]
    for finding in finished.findings:
        assert ("translated" in finding.detail) == (recording == "simplicissimus-de.mp3")


def test_german_amid_english_is_not_judged(tmp_path, weights_cache, sound_of):
    english, german = (
        sound_of(Path(FOLDER, name)) for name in ("sonnet1-en.mp3", "simplicissimus-de.mp3")
    )
    sound = np.concatenate([english, german[: 45 * RATE], english])
    media = tmp_path / "both.wav"
    with wave.open(str(media), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((sound * 32_767).astype("<i2").tobytes())
    claims = ("The book is about a strange vagabond.", "The bees swarm in the first week of June.")
    stamps = [len(english) // RATE + start_s for start_s in (9, 15, 22)]
    rows = [f"{claim} [{clock(at * 1000)}]." for at in stamps for claim in claims]
    text = "\n\n".join([f"---\nsource: {media}\n---", *rows, "From fairest creatures [00:00:00]."])
    note = read_text(text, note="n.md", folder=tmp_path)
    settings = config.load(
        flags={
            "run": {"cache_dir": str(weights_cache)},
            "speech": {"model": "base", "language": "en"},
            "verify": {"search": "none"},
        }
    )
    *_, finished = pipeline.run([note], settings, pipeline.Wanted(check=True))
    *foreign, own = finished.findings
    assert {finding.verdict for finding in foreign} == {"unchecked"}
    assert own.verdict == "supported"
