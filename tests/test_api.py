"""clipper as a library: silent, and everything under one name."""

import clipper


def test_every_public_name_is_there():
    assert len(clipper.__all__) == len(set(clipper.__all__))
    for name in clipper.__all__:
        assert getattr(clipper, name) is not None
    assert not hasattr(clipper, "nothing")


def test_a_run_from_a_program_is_silent(samples, capsys):
    note = clipper.read_note(samples / "quotes.md")
    settings = clipper.load(flags={"source": {"media_dir": str(samples / "media")}})
    transcript = samples / "media" / "harbour-talk.json"
    events = clipper.run([note], settings, clipper.Wanted(check=True), transcripts=transcript)
    *_, last = events
    assert isinstance(last, clipper.Finished)
    verdicts = [finding.verdict for finding in last.findings]
    assert verdicts.count(clipper.Verdict.SUPPORTED) == 4
    assert clipper.exit_code(last, is_check=True) is clipper.Exit.FINDINGS
    assert capsys.readouterr() == ("", "")
