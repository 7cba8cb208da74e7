import pytest

from voicebot.console import passwords


def test_hashes():
    made = passwords.make_hash("paard batterij nietje")
    assert made.startswith("$argon2id$")
    assert passwords.matches(made, "paard batterij nietje")
    assert not passwords.matches(made, "paard batterij")
    assert not passwords.matches("no hash", "paard batterij nietje")
    assert not passwords.outdated(made)
    assert passwords.outdated(made.replace("t=3", "t=1"))
    assert not passwords.matches(passwords.nobodys(), "")


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("kort", "password.length"),
        ("x" * 257, "password.length"),
        ("ik ben ANNA vandaag", "password.login"),
        ("abcdabcdabcd", "password.simple"),
    ],
)
def test_what_is_no_password(password: str, key: str):
    with pytest.raises(passwords.PasswordProblem) as problem:
        passwords.check(password, "anna")
    assert problem.value.key == key


def test_a_good_one():
    passwords.check("paard batterij nietje", "anna")
