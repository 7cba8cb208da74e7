from urllib.parse import urljoin, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from voicebot.console.forms import ours

HOUSE = "https://bot.example.nl/console/"


@given(st.text(alphabet="/\\:.@a\t\n\r \0?#%h", max_size=12))
def test_a_path_of_ours_never_leads_elsewhere(path: str):
    if ours(path):
        assert urlsplit(urljoin(HOUSE, path)).netloc == "bot.example.nl"


def test_paths():
    assert ours("/")
    assert ours("/calls?number=1&ticket=2")
    assert not ours("")
    assert not ours("calls")
