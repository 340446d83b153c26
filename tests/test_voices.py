"""Notes on recordings of real people, where the environment says that there are any."""

import os
from pathlib import Path

import pytest

from clipper import config, pipeline
from clipper.notes.read import read_text

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
    "simplicissimus-de.mp3": [
        ("The book is about the life of a strange vagabond in the war.", "00:00:10", "unchecked"),
        ("It tells where he was born and how he came into the world.", "00:00:20", "unchecked"),
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
