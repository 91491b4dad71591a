"""Every recorded verb has its words in the log, however it is written; every event has its line in the table of reactions."""

import ast

from gongjian.audit.ledger_verbs import known_verbs
from tests.lacking import words


def test_every_name_of_the_code_is_known() -> None:
    assert words.unknown_names() == []
    assert words.composed_verbs() == []


def test_every_verb_of_the_log_is_seen_in_the_code() -> None:
    """What is registered and never found would be recorded in a way that the test above does not see."""
    ours = {verb for verb in known_verbs() if not verb.startswith("tests.")}
    assert sorted(ours - words.names_of_the_product().keys()) == []
    assert len(ours) > 150


def test_a_verb_without_words_is_found_however_it_is_written() -> None:
    planted = [
        'ledger.record(actor=actor, verb="matters.put-off", at=at)',
        'self._note("matters.put-off", actor)',
        'VERBS = {"put_off": "matters.put-off"}',
        'verb = "matters.put-off" if late else "matters.handed-back"',
        'Log("matters.put-off", _("延期"), _("延期。"))',
    ]
    for source in planted:
        names = {name: "planted" for name, _line in words.names_in(ast.parse(source))}
        assert words.unknown_names(names) == ["planted: matters.put-off"], source
    assert words.composed_verbs({"planted": ast.parse('record(verb=f"matters.{word}")')}) == ["planted:1"]


def test_verbs_are_written_like_all_verbs() -> None:
    assert sorted(v for v in known_verbs() if not words.VERB.match(v)) == []


def test_every_kind_of_event_has_its_reactions(monkeypatch) -> None:
    assert words.events_without_reactions() == []
    rest = {e: r for e, r in words.REACTIONS.items() if e.kind != "bulletin.published"}
    monkeypatch.setattr(words, "REACTIONS", rest)
    assert words.events_without_reactions() == ["bulletin.published"]


def test_a_message_without_a_preference_is_found(monkeypatch) -> None:
    assert words.messages_without_preference() == []
    monkeypatch.setattr(words.messages, "preference_kind", lambda kind: "none" if kind == "matters.urged" else "notify")
    monkeypatch.setattr(words.messages, "kinds", lambda: {"notify": "消息"})
    assert words.messages_without_preference() == ["src/gongjian/matters/notices.py: matters.urged"]


# What happens to problems is recorded under the word of all matters, as it was before they had an app of their own.
RECORDED_UNDER = {"problems": "matters"}


def test_kinds_of_events_are_named_after_their_app() -> None:
    events = words.events_of_apps()
    wrong = []
    for kind, event in events.items():
        word, app = kind.split(".")[0], event.__module__.split(".")[1]
        if word not in (app, RECORDED_UNDER.get(app)):
            wrong.append(kind)
    assert wrong == []
    assert [k for k in events if not words.VERB.match(k)] == []


def test_every_post_has_its_rank(monkeypatch) -> None:
    """Whoever holds a post without a rank could open no page."""
    assert words.posts_without_rank() == []
    monkeypatch.setattr(words, "RANK", (*words.RANK[1:], "dean", "head"))
    assert words.posts_without_rank() == ["leader: no place in RANK", "dean: no such post", "head: twice in RANK"]
