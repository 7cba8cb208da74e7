from voicebot.console.rights import TABLE, Right, markdown, may
from voicebot.settings import ROOT
from voicebot.store.agents import Role

# A second time, on purpose: whoever changes the table must mean it.
EXPECTED = {
    Role.AGENT: "board take calls listen callbacks confirmations send templates",
    Role.SUPERVISOR: "board take calls listen callbacks confirmations send templates oversee evidence",
    Role.PRIVACY: "board calls listen callbacks confirmations templates evidence",
    Role.ADMIN: "board templates users",
}


def test_the_table():
    assert {role: {str(right) for right in rights} for role, rights in TABLE.items()} == {
        role: set(rights.split()) for role, rights in EXPECTED.items()
    }


def test_whoever_manages_users_sees_no_callers():
    for role in Role:
        if may(role, Right.USERS):
            assert not may(role, Right.CALLS) and not may(role, Right.LISTEN)


def test_the_table_for_people():
    assert markdown() in (ROOT / "docs/console.md").read_text()
    assert "| users |  |  |  | yes |" in markdown()
    assert markdown().count("\n") == len(Right) + 2
