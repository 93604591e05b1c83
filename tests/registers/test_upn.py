import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.upn import (
    AUTHORITIES_NOW,
    LETTERS,
    UPNRefused,
    allocate,
    check_letter,
    clean,
    is_temporary,
    refusal,
    warning,
)

PERMANENT = (
    "B801200005001",
    "P207000016049",  # two vendors' help pages print Q for this one: 266 mod 23 is 13, which is P
    "F874204525001",
    "V874204525002",
    "J874204525003",
    "L874204525099",
    "B874204519101",
)
TEMPORARY = ("R87420452500A", "U87420452501B", "M80120000500A")


@pytest.mark.parametrize("upn", PERMANENT + TEMPORARY)
def test_the_check_letter_of_each_known_number(upn: str) -> None:
    assert check_letter(upn[1:]) == upn[0]
    assert refusal(upn) is None
    assert warning(upn) is None


@pytest.mark.parametrize("upn", PERMANENT)
def test_a_permanent_number_ends_in_a_digit(upn: str) -> None:
    assert not is_temporary(upn)


@pytest.mark.parametrize("upn", TEMPORARY)
def test_a_temporary_number_ends_in_a_letter(upn: str) -> None:
    assert is_temporary(upn)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "A UPN has 13 characters; this has 0. Copy it from the pupil's last school."),
        (
            "B80120000500",
            "A UPN has 13 characters; this has 12. Copy it from the pupil's last school.",
        ),
        ("A801200005001", "The check letter of A801200005001 would be B: one of its characters is wrong."),
        ("Q207000016049", "The check letter of Q207000016049 would be P: one of its characters is wrong."),
        ("A123456789001", "The check letter of A123456789001 would be Y: one of its characters is wrong."),
        ("O801200005001", "A UPN never holds the letters I, O or S. Look for a 1, 0 or 5."),
        ("B80120000500S", "A UPN never holds the letters I, O or S. Look for a 1, 0 or 5."),
        ("B80I200005001", "A UPN never holds the letters I, O or S. Look for a 1, 0 or 5."),
        ("1801200005001", "A UPN begins with a letter."),
        (
            "B8012A0005001",
            "After its first letter a UPN has digits; only the last may be a letter (a temporary UPN).",
        ),
        (
            "B80120000500\N{ARABIC-INDIC DIGIT ONE}",
            "After its first letter a UPN has digits; only the last may be a letter (a temporary UPN).",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong(text: str, said: str) -> None:
    assert refusal(text) == said
    with pytest.raises(UPNRefused) as refused:
        clean(text)
    assert str(refused.value) == said


def test_lower_case_and_spaces_are_tidied() -> None:
    assert clean(" p207 0000 16049\n") == "P207000016049"


def test_an_unknown_authority_is_a_warning_and_no_refusal() -> None:
    assert clean("E000200005001") == "E000200005001"
    assert warning("E000200005001") == (
        "000 is not a local authority known here. Check the UPN with the pupil's last school."
    )


def test_all_authorities_of_today_are_known() -> None:
    assert len(AUTHORITIES_NOW) == 153
    assert {"838", "839", "874", "940", "943"} <= AUTHORITIES_NOW


def test_a_school_allocates_permanent_and_temporary_numbers() -> None:
    assert allocate(la_code="874", estab="2045", year=2025, serial=1) == "F874204525001"
    assert allocate(la_code="874", estab="2045", year=2025, serial=0, temporary=True) == "R87420452500A"
    assert allocate(la_code="874", estab="2045", year=2025, serial=24, temporary=True) == "U87420452501B"


@pytest.mark.parametrize("wrong", [{"serial": 1000}, {"la_code": "87"}, {"estab": "20X5"}])
def test_parts_that_make_no_number_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UPNRefused):
        allocate(**({"la_code": "874", "estab": "2045", "year": 2025, "serial": 1} | wrong))


@given(
    rest=st.from_regex(rf"\A[0-9]{{11}}[0-9{LETTERS}]\Z"),
    place=st.integers(0, 11),
    by=st.integers(1, 9),
)
def test_a_wrong_digit_is_always_noticed(rest: str, place: int, by: int) -> None:
    upn = check_letter(rest) + rest
    if rest[place].isdigit():
        digit = str((int(rest[place]) + by) % 10)
        assert refusal(upn[: place + 1] + digit + upn[place + 2 :]) is not None
