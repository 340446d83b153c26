import pytest

from clipper.verify.language import looks_english

ENGLISH = "The moon does most of it, and the sun adds a little under half as much again to this."
GERMAN = "Der Mond macht das meiste, und die Sonne gibt etwas weniger als die Haelfte davon dazu."
SPANISH = "La luna hace la mayor parte y el sol aporta un poco menos de la mitad de todo eso."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [(ENGLISH, True), (GERMAN, False), (SPANISH, False), ("Tides", None), ("", None)],
)
def test_language_of_a_text(text, wanted):
    assert looks_english([text]) is wanted
