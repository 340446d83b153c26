"""The page in a real browser: its clips play, and hostile words do nothing."""

import pytest
from made import finished

from clipper import proc
from clipper.reports import FORMATS

pytestmark = pytest.mark.slow


def test_clips_play_and_nothing_hostile_runs(browser, tmp_path):
    (tmp_path / "note").mkdir()
    for name in ("001 00-01-00.mp4", "-002 #?%.mp4"):
        _film(tmp_path / "note" / name)
    (tmp_path / "report.html").write_text(FORMATS["html"](finished()))
    page = browser.new_page()
    said = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("pageerror", lambda error: said.append(str(error)))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "report.html").as_uri())
    played = page.evaluate(
        """async () => {
          const films = [...document.querySelectorAll("video")];
          for (const film of films) {
            film.muted = true;
            await film.play();
            await new Promise(done => setTimeout(done, 500));
          }
          return films.map(film => film.currentTime > 0 && film.videoWidth > 0);
        }"""
    )
    assert played == [True, True]
    assert said == []
    assert all(url.startswith("file://") for url in asked)
    page.close()


def _film(path):
    source = ["-f", "lavfi", "-i", "testsrc=size=160x90:rate=10:duration=2"]
    sound = ["-f", "lavfi", "-i", "sine=duration=2"]
    codecs = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    proc.run([proc.find_ffmpeg(), "-loglevel", "error", *source, *sound, *codecs, f"file:{path}"])
