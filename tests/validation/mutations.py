"""Records of articles, each changed at random in one to three places; the seed decides how."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

_RECORD: dict[str, Any] = {
    "text": "The ferry left on time.",
    "html": "<p>The ferry left on time.",
    "url": "https://good.example/news/1?a=b#c",
    "outlet": "good.example",
    "id": "good-1",
    "title": "Ferry on time",
    "authors": ["Ana Ruiz", "Bo Lind"],
    "published": "2026-02-28T10:00:00.5+02:00",
    "retrieved": "2026-03-01",
    "language": "pt-BR",
    "license": "CC0-1.0",
    "rights": "None reserved.",
    "extra": {"section": "Local", "words": 5, "paid": False, "note": None},
}
_CHARACTERS = (
    *"\n\r\t\v\f \0$^\\/?#[]%:@.-_+,aZ9é",
    *"\x1c\x1f\x7f\x85\xa0\u1680\u200b\u2028\u3000\ufeff\u0661\u0130\uff11\U0001f600",
)
_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.0,
        1.5,
        2**63,
        10.0**300,
        [],
        {},
        [[]],
        [None],
        {"a": {}},
        {"": []},
    ),
    *("", " ", "\n", "\x85", "\ufeff", "a", "A", "a\n", "x" * 128, "x" * 129),
    *("2026-02-29", "2026-02-28\n", "0000-01-01", "2026-02-28T24:00:00Z", "2026-02-28T10:00:00"),
    *("2026-02-28T23:59:60Z", "2026-02-28T23:59:60+01:00", "2026-02-28 10:00:00Z"),
    *("2026-02-28T10:00:00+24:00", "2026-02-28t10:00:00z", "2026-02-28T10:00:00,5Z"),
    *("http://", "http://a", "http://[::1]/", "http://a:b/", "http://a/%zz", "HTTP://a/", "//a/b"),
    *("http://a b/", "http://a/\n", "http://ä/", "http://a/ä", "http://u:p@a/", "mailto:a@b"),
)


def mutated_records(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Some records, about half of them valid."""
    random = Random(seed)
    for _ in range(count):
        names = random.sample(list(_RECORD), random.randint(2, len(_RECORD)))
        record = {name: _RECORD[name] for name in names}
        record.update({name: _RECORD[name] for name in ("text", "url")})
        for _ in range(random.randint(1, 3)):
            _mutate(record, random)
        yield record


def _mutate(record: dict[str, Any], random: Random) -> None:
    name = random.choice([*_RECORD, "titel"])
    value = record.get(name)
    match random.randrange(8):
        case 0:
            record.pop(name, None)
        case 1:
            record[name] = random.choice(_VALUES)
        case _ if isinstance(value, str):
            record[name] = _changed(value, random)
        case _ if isinstance(value, list):
            record[name] = [*value, random.choice(_VALUES)]
        case _ if isinstance(value, dict):
            record[name] = {**value, random.choice(_CHARACTERS): random.choice(_VALUES)}


def _changed(text: str, random: Random) -> str:
    """The text with a character put in, taken out or replaced; at its end half the time."""
    index = random.choice((len(text), random.randint(0, len(text))))
    inserted: str = random.choice(("", *_CHARACTERS))
    return text[:index] + inserted + text[index + random.randint(0, 1) :]
