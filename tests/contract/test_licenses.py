"""Licences as people write them: recognised where they are meant, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.licenses import HUB, canonical, spdx

CC = "https://creativecommons.org"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("cc-by-4.0", "CC-BY-4.0"),
        ("CC BY 4.0", "CC-BY-4.0"),
        ("CC BY 4.0 International", "CC-BY-4.0"),
        ("Creative Commons Attribution 4.0 International License", "CC-BY-4.0"),
        ("Creative Commons Attribution-ShareAlike 4.0", "CC-BY-SA-4.0"),
        ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0", "CC-BY-NC-ND-4.0"),
        (f"{CC}/licenses/by-sa/4.0/", "CC-BY-SA-4.0"),
        ("http://www.creativecommons.org/licenses/by-nc/3.0", "CC-BY-NC-3.0"),
        (f"{CC}/licenses/by-sa/3.0/de/", "CC-BY-SA-3.0-DE"),
        (f"{CC}/licenses/by/4.0/deed.en", "CC-BY-4.0"),
        (f"{CC}/licenses/by/4.0/legalcode", "CC-BY-4.0"),
        (f"{CC}/publicdomain/zero/1.0/", "CC0-1.0"),
        (f"{CC}/publicdomain/mark/1.0/", "CC-PDM-1.0"),
        ("CC0", "CC0-1.0"),
        ("CC0 1.0 Universal (Public Domain Dedication)", "CC0-1.0"),
        ("Creative Commons Zero v1.0 Universal", "CC0-1.0"),
        ("https://spdx.org/licenses/OGL-UK-3.0.html", "OGL-UK-3.0"),
        ("The MIT License", "MIT"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("mit or cc-by-4.0", "MIT OR CC-BY-4.0"),
        ("LicenseRef-Ferry-Press", "LicenseRef-Ferry-Press"),
    ],
)
def test_what_is_meant(written: str, meant: str) -> None:
    assert spdx(written) == canonical(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        *("CC BY", "CC", "cc-by", "CC-BY-5.0", "public domain", "free to use", "open", "Fair use"),
        *("All rights reserved", "© 2026 The Courier", "MIT, but not for training", "", "-", "()"),
        *("CC BY 4.0 except pictures", "not CC BY 4.0", "Apache", "https://courier.example/terms"),
        f"{CC}/licenses/by/3.0/xx/",
        f"{CC}/licenses/",
    ],
)
def test_what_is_not_known_is_not_guessed(written: str) -> None:
    assert spdx(written) is None
    assert canonical(written) == written.rstrip("/")


@given(st.text() | st.text("()+-.ANDORWITHMIT 0\"'\\", max_size=30))
def test_any_text_has_one_canonical_form(written: str) -> None:
    assert canonical(canonical(written)) == canonical(written)


@given(st.sampled_from(sorted(HUB)), st.sampled_from([str.lower, str.upper, str]))
def test_what_the_hub_knows_is_listed(name: str, shape: type[str]) -> None:
    assert spdx(shape(name)) == name
    assert spdx(shape(name.replace("-", " "))) == name
