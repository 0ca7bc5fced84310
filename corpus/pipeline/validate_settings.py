"""The settings of the table [validate]: declared here, since every command knows all tables.

`corpus.contributions.policy_settings` reads them; nothing of a build does.
"""

from __future__ import annotations

from corpus.pipeline.setting import Setting

FEWEST_CHARACTERS = 10  # "Hi." is no article; a corpus of long ones says more
MOST_CHARACTERS = 10**9
_RULES = "a list of rules: names, codes, or what codes begin with, such as C3"
SETTINGS = {
    "select": Setting(_RULES, [], "Rules that alone are told."),
    "ignore": Setting(_RULES, [], "Rules that are not told."),
    "error": Setting(_RULES, [], "Rules that count as errors."),
    "warning": Setting(_RULES, [], "Rules that count as warnings."),
    "note": Setting(_RULES, [], "Rules that count as notes."),
    "paths": Setting(
        'a table for each pattern: [validate.paths."raw/old/*"]',
        {},
        "Tables of the five above for files whose path, seen from this file, matches; `*` stands "
        "for slashes too.",
    ),
    "licenses": Setting("a list of texts", [], "Licences that articles may have; by default any."),
    "min_characters": Setting(
        f"a whole number from 0 to {MOST_CHARACTERS:,}",
        FEWEST_CHARACTERS,
        "Fewest characters of a text.",
    ),
    "oldest": Setting(
        "a date without quotation marks, such as 2020-01-31",
        None,
        "First day on which articles may be published.",
    ),
}
