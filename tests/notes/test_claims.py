import pytest

from clipper.notes.read import read_text


def anchor(minute):
    return f'<a class="yt-timestamp" data-t="00:{minute:02d}:00">[00:{minute:02d}:00]</a>'


A, B, C, D = (anchor(minute) for minute in (1, 2, 3, 4))


def claims(text):
    return [citation.claim for citation in read_text(text, note="note.md").citations]


SENTENCES = [
    (f"Bees dance {A}.", ["Bees dance."]),
    (f"Bees dance. {A}", ["Bees dance."]),
    (f"Bees dance. {A} Wasps do not.", ["Bees dance."]),
    (f"Ants walk. Bees dance well {A}. Wasps sting.", ["Bees dance well."]),
    (f"Ants walk. Bees dance at noon. So {A}", ["Bees dance at noon. So"]),
    (f"Bees dance at noon. Yes. They do. {A} Wasps.", ["Bees dance at noon. Yes. They do."]),
    (f'"Bees dance at noon." - Anna [{A}]', ['"Bees dance at noon." - Anna']),
    (f"Bees dance {A} in the dark hive.", ["Bees dance in the dark hive."]),
    (f"Bees dance {A} , then rest.", ["Bees dance, then rest."]),
    (f"Bees dance{A}and rest.", ["Bees dance and rest."]),
    (f"Bees dance ({A}).", ["Bees dance."]),
    (f"Bees dance [{A}].", ["Bees dance."]),
    (f"Do bees dance? {A} Yes! {B}", ["Do bees dance?", "Yes!"]),
    (f"They met Honey Inc {A}. Bees danced on {B}.", ["They met Honey Inc.", "Bees danced on."]),
    (f"There are 3! / 2 ways to dance {A}.", ["There are 3! / 2 ways to dance."]),
    (f"蜜蜂说“跳舞吧！”（“Dance!”）{A}。", ["蜜蜂说“跳舞吧！”（“Dance!”）。"]),
    (f"蜜蜂在正午跳舞 {A}，黄蜂在夜里睡觉 {B}。", ["蜜蜂在正午跳舞", "黄蜂在夜里睡觉"]),
    (f"Bees dance {A}\nin the dark {B}.", ["Bees dance", "in the dark"]),
    (f"Bees dance {A}\nWasps sting {B}", ["Bees dance", "Wasps sting"]),
]

ABBREVIATIONS = [
    f"Insects, e.g. Bees, dance {A}.",
    f"Mites (i.e. Varroa) kill hives {A}.",
    f"Dr. Honey met Mr. Comb and Mrs. Wax {A}.",
    f"Prof. Drone said approx. 9 of 10 bees dance {A}.",
    f"The U.S. Bees came at 7 a.m. Monday vs. Friday {A}.",
    f"No. 5 and Fig. 2 show St. Ambrose Jr. Senior {A}.",
    f"Dr. B.R. Beekeeper and P.V. Wax met in L.A. Harbour {A}.",
    f"J. R. Beekeeper and Samuel L. Hive kept 99.9% of 3.5 hives {A}.",
    f"They waited... Then they danced {A}.",
    f"They waited… Then they danced {A}.",
]

GROUPS = [
    (f"Bees dance {A}, {B}.", ["Bees dance."] * 2),
    (f"Bees dance {A} {B}{C}.", ["Bees dance."] * 3),
    (f"Bees dance {A} - {B}.", ["Bees dance."]),
    (f"Bees dance from {A} to {B}.", ["Bees dance."]),
    (f"Bees dance from {B} to {A}.", ["Bees dance."] * 2),
    (f"Bees dance {A}, {B}, and {C}.", ["Bees dance."] * 3),
    (f"Bees dance {A}; {B}. {C}", ["Bees dance."] * 3),
    (
        f"While bees dance at noon {A}, wasps sleep all day {B}.",
        ["While bees dance at noon", "wasps sleep all day"],
    ),
    (
        f"The bees dance at noon {A}—but never in the dark {B}.",
        ["The bees dance at noon", "never in the dark"],
    ),
    (
        f"The bees dance at noon {A}, and the wasps sleep {B}, but flies {C}.",
        [
            "The bees dance at noon",
            "the wasps sleep",
            "The bees dance at noon, and the wasps sleep, but flies",
        ],
    ),
]

OPENINGS = [
    (f"{A} Bees dance. Wasps sting.", ["Bees dance."]),
    (f"{A} Bees dance {B}. Wasps sting.", ["Bees dance", "Bees dance"]),
    (f"{A} Bees dance. {B} Wasps sting.", ["Bees dance.", "Wasps sting."]),
    (f"{A} - Bees dance\n{B} - Wasps sting", ["Bees dance", "Wasps sting"]),
    (f"- {A} Bees dance.", ["Bees dance."]),
    (f'> {A} "Bees dance. Wasps sting." They said so.', ['"Bees dance. Wasps sting."']),
    (f"Bees:\n{A} They dance.\n{B} They rest.", ["They dance.", "They rest."]),
    (f"The bees that we have seen\n{A} and filmed dance.", None),
    (f"Bees dance.\n\n{A}\n\n{B}", ["Bees dance."] * 2),
    (f"Bees dance.\n{A}", ["Bees dance."]),
    (f"- Bees dance\n- {A}", ["Bees dance"]),
    (f"{A}\n\nBees dance.", ["Bees dance."]),
    (f"## Bees\n\n{A}\n\nThey dance at noon. Yes.", ["They dance at noon."]),
    (f"## Bees\n\n{A}\n\nThey dance.\n\n{B}\n\nThey rest.", ["They dance.", "They rest."]),
    (f"## Bees\n\n{A}\n\nThey dance.\n\n{B}\n\n## Wasps", ["Bees", "They dance."]),
    (A, [""]),
]

BLOCKS = [
    (f"# The dance {A}", ["The dance"]),
    (
        f"*   **Round dance:** It is short {A}. It is fast {B}.",
        ["Round dance: It is short.", "It is fast."],
    ),
    (f"1. Bees dance {A}\n2. Wasps sting {B}", ["Bees dance", "Wasps sting"]),
    (f"Insects:\n2. Bees dance {A}\n3. Wasps sting {B}", ["Bees dance", "Wasps sting"]),
    (f"- [x] Bees dance {A}", ["Bees dance"]),
    (f"> [!note] The dance {A}\n> Bees dance {B}.", ["The dance", "Bees dance."]),
    (f'> "Bees dance. Wasps sting." {A}', ['"Bees dance. Wasps sting."']),
    (f'> "Bees dance. Wasps sting" {A}.', ['"Bees dance. Wasps sting".']),
    (f'> "Bees dance {A}. Wasps sting {B}."', ['"Bees dance.', 'Wasps sting."']),
    (f"| insect | act |\n|---|---|\n| bee | dance {A} |\n| wasp | {B} |", ["dance", "wasp"]),
    (f"| insect | act |\n|---|---|\n| bee | dance |\n{A}", ["bee; dance"]),
    (f"| a | b |\n|---|---|\n| the [[bee | bees]] {A} | dance |", ["the bees"]),
    (f"[^1]: Bees dance {A}.", ["Bees dance."]),
    (f"> > - Bees dance {A}.", ["Bees dance."]),
]

MARKDOWN = [
    (f"**Bees** _dance_ ~~not~~ ==well== {A}.", "Bees dance not well."),
    (f"[[honey_bee | Bees]] and [[mason_bee]] dance {A}.", "Bees and mason bee dance."),
    (f"[Bees](https://example.org/a_(b)) dance {A}.", "Bees dance."),
    (f"![a bee](bee.png) Bees dance ![[bee.mp4]] {A}.", "Bees dance."),
    (f"<b>Bees</b> &amp; wasps &lt;3 {A}.", "Bees & wasps <3."),
    (f"Bees<br>dance[^2] {A}.", "Bees dance."),
    (f"Write `a * b < c` for bees {A}.", "Write a * b < c for bees."),
    (f"**Bees dance ****{A}**", "Bees dance"),
    (f"2 * 3 is 6, snake_case_name \\*stays\\* {A}.", "2 * 3 is 6, snake_case_name *stays*."),
    (f"Bees <!-- wasps --> dance {A}.", "Bees dance."),
    (f"Bees   dance\n   at noon {A}.", "Bees dance at noon."),
    (f"See [all of it {A}](https://example.org).", "See all of it."),
    (
        'Bees <a class="yt-timestamp" data-t="00:01:00">dance well</a> here.',
        "Bees dance well here.",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*SENTENCES, *GROUPS, *BLOCKS])
def test_claim(text, expected):
    assert claims(text) == expected


def test_turns_among_other_stamps_keep_their_own_sentences():
    text = "[0:01] Anna: Yes. Bees dance.\n[0:09] Ben: Wasps, too [1:02].\n[0:12] Anna: They sting."
    assert claims(text) == ["Yes. Bees dance.", "Wasps, too", "Wasps, too", "They sting."]


@pytest.mark.parametrize("text", ABBREVIATIONS)
def test_abbreviation_ends_no_sentence(text):
    assert claims(f"Ants walk. {text}") == [text.replace(f" {A}", "")]


def test_letter_that_is_no_initial_ends_a_sentence():
    assert claims(f"Bees need vitamin C. Then they dance {A}.") == ["Then they dance."]


def test_abbreviation_before_full_stop_in_brackets():
    assert claims(f"Insects dance (bees, etc.). {A} Next.") == ["Insects dance (bees, etc.)."]


@pytest.mark.parametrize(("text", "expected"), OPENINGS)
def test_citation_that_opens_its_line(text, expected):
    assert claims(text) == (expected or ["The bees that we have seen and filmed dance."])


@pytest.mark.parametrize(("text", "expected"), MARKDOWN)
def test_markdown_is_reduced_to_words(text, expected):
    assert claims(text) == [expected]


def test_heading_path():
    text = (
        f"# One\n\n## Two **b**\n\nX {A}\n\n## Three\n\n> # Quoted\n\n"
        f"### Four {B}\n\nY {C}\n\n# Five\n\nZ {D}"
    )
    assert [c.heading for c in read_text(text, note="n").citations] == [
        ("One", "Two b"),
        ("One", "Three"),
        ("One", "Three", "Four"),
        ("Five",),
    ]


def test_many_copies_share_one_claim():
    assert claims("Bees dance " + ", ".join([A] * 500) + ".") == ["Bees dance."] * 500
