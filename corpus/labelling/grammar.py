"""What the grammar of a line shows: whether it can only be a story's."""

from __future__ import annotations

import re

CLOSING = "\"')]"  # what may follow the end of a sentence, in normal form
_STOPS = (".", "!", "?", "。", "।", "؟", "۔")
_WORDS = 4  # a shorter line that ends with a stop is as often a button or a credit


def is_sentence(key: str) -> bool:
    """Whether a line in its normal form is at least one whole sentence.

    In scripts that have no spaces between words the full stop alone decides.
    """
    bare = key.rstrip(CLOSING)
    return bare.endswith(_STOPS) and (key.count(" ") + 1 >= _WORDS or bare.endswith("。"))


# What tells that somebody said something: words that nothing else means, and words that do so only
# behind a comma or a quotation, with their subject before or behind. Of 60,000 lines of boilerplate
# of the bench and the training pages that a rule matches, quoting rules aside, 3 report speech.
_SPEECH = (
    r"(?:said|told|testified|recalled|according to|sagte|sagten|teilte|erklärte|"
    r"laut (?:polizei|angaben)|"
    r"a (?:dit|déclaré|expliqué|indiqué|affirmé)|ont (?:dit|déclaré)|selon (?:le|la|les|l'|un)|"
    r"dijo|dijeron|declaró|explicó|aseguró|afirmó|según|disse|disseram|afirmou|segundo (?:a|o)|"
    r"ha (?:detto|dichiarato|spiegato)|secondo (?:il|la|le|i|gli)|zei|zeiden|volgens|sade|uppgav|"
    r"sa (?:han|hun|hon)|sagde|sanoi|sanoivat|powiedział|powiedziała|stwierdził|"
    r"řekl|řekla|uvedl|uvedla|"
    r"сказал|сказала|заявил|заявила|сообщил|сообщила|сказав|заявив)"
)
_TAGS = (
    r"(?:says|said|adds|added|explains|explained|argues|argued|insists|insisted|warns|warned|claims|"
    r"claimed|wrote|writes|announced|replied|shouted|recalls|sagt|meint|dit|dice|diz|zegt|säger|sier|siger|"
    r"sanoo|mówi|říká|говорит|каже)"
)
_REPORT = re.compile(
    rf"""(?:^|[\s,("']){_SPEECH}(?:$|[\s,.:;)"'])|[,"'] (?:[^\s,]+ ){{0,4}}{_TAGS}(?:$|[\s,.:])"""
)


def reports_speech(key: str) -> bool:
    """Whether a line in its normal form says what somebody said, as only a story does.

    Headlines and captions do so too. Knows English and the larger languages of the rules.
    """
    return _REPORT.search(key) is not None
