from voicebot.backoffice.changes import Change, Kind, Made, new_reference, repeated

FIRST, SECOND = Made({"day": "1"}, "1111111"), Made({"day": "2"}, "2222222")


def test_a_setting_is_repeated_only_when_it_was_the_last() -> None:
    change = Change("call", Kind.DELIVERY_DAY, "1", {"day": "1"})
    assert repeated(change, []) is None
    assert repeated(change, [FIRST]) is FIRST
    assert repeated(change, [FIRST, SECOND]) is None
    assert repeated(change, [FIRST, SECOND, Made({"day": "1"}, "")]) == Made({"day": "1"}, "")


def test_all_else_is_repeated_however_long_ago() -> None:
    change = Change("call", Kind.RETURN, "1", {"day": "1"})
    assert repeated(change, [FIRST, SECOND]) is FIRST
    assert repeated(Change("call", Kind.RETURN, "1", {}), [FIRST, SECOND]) is None


def test_references_have_seven_digits_and_are_not_given_twice() -> None:
    taken: set[str] = set()
    refused = []

    def is_taken(reference: str) -> bool:
        if not refused:  # the first candidate is refused whatever it is
            refused.append(reference)
            return True
        return reference in taken

    for _ in range(500):
        reference = new_reference(is_taken)
        assert len(reference) == 7 and reference.isdecimal() and reference[0] != "0"
        taken.add(reference)
    assert len(taken) == 500
