"""The story behind a signed link: for those who have no log-in."""

from __future__ import annotations

import logging

from tests.integration.console.world import Clock, World, console_of


def test_the_link_tells_the_story_without_a_log_in(world: World, clock: Clock, caplog):
    call_id = world.call("+31612345678")
    world.wait(call_id)
    app = world.app()
    path = console_of(app).links.link(call_id)
    client = app.test_client()
    with caplog.at_level(logging.INFO):
        answer = client.get(path)
    assert answer.status_code == 200
    assert "kelder staat onder water" in answer.text
    assert "/mark" not in answer.text  # nothing can be changed
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert any(call_id in record.getMessage() and "link" in record.getMessage() for record in caplog.records)
    assert client.get(f"/console/calls/{call_id}").status_code == 303  # the rest is behind the log-in
    clock.ahead(hours=5)
    assert client.get(path).status_code == 404


def test_a_wrong_link_says_what_to_do(world: World):
    client = world.app().test_client()
    answer = client.get("/console/story/not-a-link")
    assert answer.status_code == 404
    assert "Vraag het gesprek op bij degene die u doorverbond" in answer.text


def test_guessing_is_slowed_down(world: World):
    client = world.app().test_client()
    codes = [client.get(f"/console/story/{n}").status_code for n in range(70)]
    assert codes[:60] == [404] * 60
    assert set(codes[60:]) == {429}
