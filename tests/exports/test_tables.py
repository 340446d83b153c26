"""CSV and Audacity's labels, which are read as what they are: lines of cells."""

import csv
import io

from sheets import HOSTILE

from clipper.exports import EXPORTS


def read_csv(sheet):
    data = EXPORTS["csv"].render(sheet)
    assert data.startswith(b"\xef\xbb\xbf")  # without which Excel takes it for another encoding
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_every_citation_is_a_row_of_the_table(hostile):
    rows = read_csv(hostile)
    assert [row["index"] for row in rows] == [str(n) for n in range(1, len(HOSTILE) + 2)]
    assert rows[0]["claim"] == "Line one line two line three end ."
    assert rows[6]["claim"] == HOSTILE[6]  # nothing is shortened
    assert rows[-1]["start_s"] == ""


def test_no_cell_is_a_formula(hostile):
    cells = [cell for row in read_csv(hostile) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "'=CMD('calc')!A1" in cells


def test_what_is_known_of_a_citation_is_in_its_row(plain):
    row = read_csv(plain)[1]
    assert row == {
        "note": "n.md",
        "line": "2",
        "column": "1",
        "index": "2",
        "stamp": "0:10",
        "at_s": "125.000",
        "start_s": "120.000",
        "end_s": "150.000",
        "claim": "Claim 2.",
        "heading": "Part one",
        "verdict": "misplaced",
        "reason": "",
        "confidence": "0.250",
        "found_s": "",
        "heard": "Claim 2.",
        "source": "AbCdEfGhIjK",
        "url": "https://www.youtube.com/watch?v=AbCdEfGhIjK&t=125s",
        "media": "/m/talk [AbCdEfGhIjK].mp4",
        "clip": "002 clip.mp4",
    }


def test_labels_are_three_cells_a_line_by_time(hostile):
    for recording in hostile.recordings:
        lines = EXPORTS["audacity"].render(hostile.of(recording)).split("\n")[:-1]
        cells = [line.split("\t") for line in lines]
        assert all(len(line) == 3 for line in cells)
        starts = [float(start) for start, _, _ in cells]
        assert starts == sorted(starts)
        assert all(float(start) < float(end) for start, end, _ in cells)
        assert all(0 < len(label) <= 140 for _, _, label in cells)


def test_labels_tell_what_is_not_said_there(plain):
    assert EXPORTS["audacity"].render(plain).split("\n")[1] == (
        "120.000\t150.000\t[misplaced] Claim 2."
    )
