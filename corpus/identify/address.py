"""The address of a page, however it is written: what the outlet, links and the leak check go by.

One page has many addresses. They differ in what does not choose the page (scheme, `www.`, fragment,
tracking parameters, a last slash), they name its form for telephones (AMP, `m.`), or the page
stands in an archive, a cache or a translator, whose address holds the page's own. A row keeps the
address as given.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

# Parameters that say where a reader came from. Only names that no site
# uses to choose an article: `id`, `cid`, `ref`, `source` stay. From Google, Meta, Microsoft, X,
# Yandex, Instagram, Mailchimp, HubSpot, Marketo, Matomo, Piano, and Google's translator.
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|_hs\w+|_x_tr_\w+|mc_[ce]id|at_(medium|campaign)|"
    r"fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|yclid|twclid|igsh|igshid|_g[al]|mkt_tok|cmpid|"
    r"xtor"
)
_AMP_PARAMETER = re.compile(r"amp(_\w+)?(=.*)?|output(type)?=amp", re.IGNORECASE)
_FORM_OF_SITE = re.compile(r"^(?:www\d?|(amp|m|mobile))\.(?=[^.]+\.)")
_AMP_PATH = re.compile(r"/amp(?:\.html?)?(?=/|$)|\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
_ROUTE = re.compile(r"[!/]")  # begins a fragment by which a script chooses the page

# The addresses of archives that follow the Wayback Machine, of archive.today under its seven names,
# of AMP caches (Google's own, its viewer, Bing's), and of Google's translator.
_WAYBACK = re.compile(r"(?:web|wayback)\.archive\.org")
_WAYBACK_PATH = re.compile(r"/web/(?:[\d*]+(?:[a-z]{2}_)?/)?(?=https?:/|[\w-]+\.)")
_ITS_FOLLOWERS_PATH = re.compile(r"/(?:[\w.-]+/)*\d{4,14}(?:[a-z]{2}_)?/(?=https?:/)")
_ARCHIVE_TODAY = re.compile(r"archive\.(?:today|ph|is|li|vn|md|fo)")
_ARCHIVE_TODAY_PATH = re.compile(r"/(?:(?:newest|oldest|o/\w+|[\d.-]+)/)?(?=https?:/)")
_AMP_CACHE = re.compile(r"(?:[\w-]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)")
_AMP_CACHE_PATH = re.compile(r"/(?:wp/)?[a-z]/(?:s/)?(?=[\w-]+\.)")
_AMP_VIEWER = re.compile(r"(?:www\.)?(?:google(?:\.\w+)+|bing\.com)")
_AMP_VIEWER_PATH = re.compile(r"/amp/(?:s/)?(?=[\w-]+\.)")
_CACHED = re.compile(r"cache:(?:[\w-]{12}:)?(\S+)")
_TRANSLATED = re.compile(r"([\w-]+)\.translate\.goog")
_NESTED = 4  # archives in archives that are opened

# An address with one way to write it: nothing to encode, no parameter, no segment `.` or `..`. Most
# are, and to take one apart and put it together again takes twenty times as long. Hosts that may be
# those of archives, caches and translators, and encoded ones (`xn--`), are looked at closely.
_SIMPLE = re.compile(
    r"https?://(?![^/]*(?:archive|goog|bing|ampproject|--))"
    r"((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})"
    r"((?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*/?)"
)


@lru_cache(maxsize=1 << 12)  # of a batch an address is asked for several times
def own_url(url: str) -> str:
    """The address of a page on its own site, where this one is of an archive, cache or translator.

    Args:
        url: an http(s) address.

    Returns:
        The address of the page itself; the one given where it holds no other.

    Raises:
        ValueError: this is no address.
    """
    if _SIMPLE.fullmatch(url):
        return url
    for _ in range(_NESTED):
        held = re.sub(r"^(?:(https?):/+)?", _with_scheme, _held(url) or "")
        if not _is_address(held):
            break
        url = held
    return url


def _with_scheme(start: re.Match[str]) -> str:
    """Some sites leave the scheme out, some write one slash after it."""
    return f"{start[1] or 'http'}://"


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return "." in (parts.hostname or "") and parts.port != 0
    except ValueError:
        return False


def _held(url: str) -> str | None:
    """What another address holds in the place of an address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    path = "/" + url.partition("://")[2].partition("/")[2]  # with all that follows
    if translated := _TRANSLATED.fullmatch(host):
        # Google writes a dot as a hyphen and a hyphen as two.
        return translated[1].replace("--", "\n").replace("-", ".").replace("\n", "-") + path
    return _inside(host, path) or _in_parameter(host, parts.query)


def _inside(host: str, path: str) -> str | None:
    """The page's address at the end of the path of an archive or an AMP cache."""
    for sites, before in (
        (_WAYBACK, _WAYBACK_PATH),
        (_ARCHIVE_TODAY, _ARCHIVE_TODAY_PATH),
        (_AMP_CACHE, _AMP_CACHE_PATH),
        (_AMP_VIEWER, _AMP_VIEWER_PATH),
    ):
        if sites.fullmatch(host):
            match = before.match(path)
            return path[match.end() :] if match else None
    match = _ITS_FOLLOWERS_PATH.match(path)
    return path[match.end() :] if match else None


def _in_parameter(host: str, query: str) -> str | None:
    """The page's address in a parameter of Google's cache or its translator."""
    if host == "webcache.googleusercontent.com":
        match = _CACHED.match(parse_qs(query).get("q", [""])[0])
        return match[1] if match else None
    if host in ("translate.google.com", "translate.googleusercontent.com"):
        return parse_qs(query).get("u", [None])[0]
    return None


def host_of(url: str) -> str:
    """The host that a page is on, where its address is one of an archive or a cache, too.

    Args:
        url: an http(s) address.

    Raises:
        ValueError: this is no address.
    """
    if simple := _SIMPLE.fullmatch(url):
        return simple[1]
    return (urlsplit(own_url(url)).hostname or "").rstrip(".")


def is_main_form(url: str) -> bool:
    """Whether an address is the page's own, and not that of its form for telephones.

    Args:
        url: an http(s) address.
    """
    if simple := _SIMPLE.fullmatch(url):
        host = _FORM_OF_SITE.match(simple[1])
        return not _AMP_PATH.search(simple[2].rstrip("/")) and not (host and host[1])
    try:
        parts = urlsplit(url)
        is_own = own_url(url) == url
    except ValueError:
        return True
    host = _FORM_OF_SITE.match(parts.hostname or "")
    is_amp = _AMP_PATH.search(parts.path.rstrip("/")) or any(
        map(_AMP_PARAMETER.fullmatch, parts.query.split("&"))
    )
    return is_own and not is_amp and not (host and host[1])


@lru_cache(maxsize=1 << 12)  # as above
def page_address(url: str) -> str:
    """What all addresses of one page have in common: to compare, not to visit.

    Parameters are sorted and percent-encoding is made one (`w3lib.url.canonicalize_url`).

    Args:
        url: an http(s) address of the page.

    Returns:
        Host, path, parameters, and a fragment that chooses the page; what is no address stays as
        it is.
    """
    if simple := _SIMPLE.fullmatch(url):
        return _without_form(simple[1]) + _without_amp(simple[2])
    from w3lib.url import canonicalize_url

    try:
        parts = urlsplit(canonicalize_url(own_url(url), keep_fragments=True))
        port = parts.port
    except ValueError:
        return url
    host = _without_form((parts.hostname or "").rstrip("."))
    port_part = f":{port}" if port not in (None, 80, 443) else ""
    path = _without_amp(parts.path)
    parameters = "&".join(filter(_chooses, parts.query.split("&")))
    query = f"?{parameters}" if parameters else ""
    fragment = f"#{parts.fragment}" if _ROUTE.match(parts.fragment) else ""
    return f"{host}{port_part}{path}{query}{fragment}"


def _without_form(host: str) -> str:
    return _FORM_OF_SITE.sub("", host, count=1)


def _without_amp(path: str) -> str:
    return _AMP_PATH.sub("", path.rstrip("/")).rstrip("/")


def is_tracking(parameter: str) -> bool:
    """Whether a parameter of an address, such as `utm_source=x`, says where a reader came from."""
    return _TRACKING.fullmatch(parameter.partition("=")[0].lower()) is not None


def _chooses(parameter: str) -> bool:
    """Whether a parameter says which page it is."""
    is_other = is_tracking(parameter) or _AMP_PARAMETER.fullmatch(parameter)
    return bool(parameter) and not is_other
