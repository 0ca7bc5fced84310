"""Remarks on data of private people in a text.

Telephone numbers are found by `phonenumbers`, which has the plans of all countries. Whose an e-mail
address is, no library says: those at the outlet's hosts and those of offices are passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.contract.problems import Problem
from corpus.contributions.remarks.seen import Seen
from corpus.identify.address import host_of
from corpus.identify.canonical import original_stretches
from corpus.outlet.resolve import of_host, resolve
from corpus.quoting import quoted

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?P<host>(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24})\b")
# Offices that have an address of their own, in the languages of the bench.
_OFFICES = frozenset(
    "info office contact contacto contatto contato kontakt mail post redaktion redaction redaccion "
    "redazione redacao redacja redactie redaktsiya editor editors editorial newsroom news tips "
    "press presse prensa stampa imprensa media help support service kundenservice abo "
    "subscriptions letters leserbriefe feedback webmaster admin privacy datenschutz dpo legal "
    "jobs careers sales ads advertising anzeigen marketing noreply no-reply newsletter hello "
    "team".split()
)
_SHOWN = 3  # characters of an address or a number that a message repeats: logs are public


def private_data(seen: Seen) -> Iterator[Problem]:
    """E-mail addresses and telephone numbers that may be a person's own."""
    text = seen.article.text
    for start, end in sorted([*_emails(seen), *_numbers(seen)]):
        line = text.count("\n", 0, start) + 1
        shown = quoted(f"{text[start : min(end, start + _SHOWN)]}...")
        told = seen.remark("private_data", "text", found=shown, place=line)
        original = seen.record.data.get("text")
        if original:  # else it is of a page
            place = original_stretches(original, text, [(start, end)])[0]
            told = told._replace(stretch=place)
        yield told


def _emails(seen: Seen) -> Iterator[tuple[int, int]]:
    article, tables = seen.article, seen.tables
    own = resolve(article, tables) if article.url or article.claimed_outlet else None
    site = host_of(article.url) if article.url else ""
    for found in _EMAIL.finditer(article.text):
        host = found["host"].lower()
        owner = of_host(host, tables)
        is_own = (owner is not None and owner == own) or f".{site}".endswith(f".{host}")
        if not is_own and found[0].partition("@")[0].lower() not in _OFFICES:
            yield found.span()


def _numbers(seen: Seen) -> Iterator[tuple[int, int]]:
    import phonenumbers as library  # 0.1 s, which corpora that do not ask for this need not wait

    kinds = library.PhoneNumberType
    private = (kinds.MOBILE, kinds.FIXED_LINE, kinds.FIXED_LINE_OR_MOBILE, kinds.PERSONAL_NUMBER)
    article = seen.article
    country = (
        resolve(article, seen.tables).country if article.url or article.claimed_outlet else None
    )
    for found in library.PhoneNumberMatcher(article.text, country):
        if library.number_type(found.number) in private:
            yield found.start, found.end
