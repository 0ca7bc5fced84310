"""Remarks on what a record says of its article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from difflib import get_close_matches
from urllib.parse import urlsplit

from corpus.contract.licenses import HUB, canonical, is_url, spdx
from corpus.contract.problems import Problem
from corpus.contributions.remarks.seen import Seen
from corpus.identify.address import is_tracking

_MILLISECOND = timedelta(milliseconds=1)
_A_DAY = timedelta(days=1) // _MILLISECOND  # left for clocks and time zones
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Names of parameters that open an account or a page that is not public. `sid`, `key` and `token`
# choose a page on some sites; of `token`, only a long value is told.
_SECRET = re.compile(
    r"(?:(?:access|auth|api|id|refresh|bearer|session|csrf)[_-]?(?:token|key)|api_?secret|"
    r"client[_-]?secret|passw(?:or)?d|pwd|j?session_?id|phpsessid|asp\.net_sessionid|x-amz-"
    r"(?:signature|security-token|credential))=.+|token=.{16,}",
    re.IGNORECASE,
)
_NEAR = 0.8  # of difflib: one or two letters of ten


def dates(seen: Seen) -> Iterator[Problem]:
    """Dates that contradict each other, or the policy."""
    article, data = seen.article, seen.record.data
    if article.published is None:
        return
    shown = {name: f'"{data.get(name)}"' for name in ("published", "retrieved")}
    if article.retrieved is not None and article.retrieved < article.published - _A_DAY:
        yield seen.remark("early_retrieval", "retrieved", **shown)
    if (oldest := seen.policy.oldest) is not None:
        midnight = datetime.combine(oldest, time(), UTC)
        if article.published < (midnight - _EPOCH) // _MILLISECOND:
            yield seen.remark("too_old", "published", published=shown["published"], oldest=oldest)


def address(seen: Seen) -> Iterator[Problem]:
    """Parameters of the address that should not be there."""
    query = urlsplit(seen.article.url or "").query
    parameters = query.split("&") if query else []
    secrets = [parameter for parameter in parameters if _SECRET.fullmatch(parameter)]
    if secrets:  # what it is set to is not repeated: messages stand in public logs
        yield seen.remark("secret_parameter", "url", name=secrets[0].partition("=")[0])
    if tracking := [parameter for parameter in parameters if is_tracking(parameter)]:
        yield seen.remark("tracking_parameter", "url", parameters="&".join(tracking))


def license_(seen: Seen) -> Iterator[Problem]:
    """A licence that is misspelt, or that the policy does not take."""
    policy, given = seen.policy, seen.article.license
    if given is None:
        if policy.licenses:
            yield seen.remark("no_license", allowed=", ".join(policy.licenses))
        return
    found = f'"{given}"'
    nearest = get_close_matches(given.strip().upper(), _BY_CAPITALS, n=1, cutoff=_NEAR)
    if nearest and spdx(given) is None and not is_url(given):
        name = _BY_CAPITALS[nearest[0]]
        yield seen.remark("misspelt_license", "license", found=found, nearest=name)
    if policy.licenses and canonical(given) not in policy.licenses:
        allowed = ", ".join(policy.licenses)
        yield seen.remark("refused_license", "license", found=found, allowed=allowed)


def labels(seen: Seen) -> Iterator[Problem]:
    """An article that nobody labelled."""
    if not seen.is_labelled:
        yield seen.remark("no_labels", labels=seen.labels)


_BY_CAPITALS = {name.upper(): name for name in HUB}
