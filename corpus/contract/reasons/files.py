"""Rules on files."""

from __future__ import annotations

from corpus.contract.reasons.rule import Rule

RULES = {
    "unreadable_file": Rule(
        "C001",
        "cannot be read ({error}); expected a readable file; "
        "check the path, the link's target and the rights",
        what="cannot be opened, or is a pipe, a device or a socket",
        why="What cannot be read cannot be part of a release; a pipe may never end.",
        example="raw/echo/a.json -> ../gone.json",
        fix="Repair the link, give the rights to read, or delete the file.",
    ),
    "bad_file_name": Rule(
        "C002",
        "the name is not UTF-8; expected a name that every system can read; rename the file",
        what="has a name that is not UTF-8",
        why="Problems and manifests name files; such a name cannot be written everywhere.",
        example=r"raw/echo/f\xe4hre.json",
        fix="Rename the file.",
    ),
    "ignored_file": Rule(
        "C003",
        "is no input by its name; expected articles (.json, .jsonl, .csv, .parquet, "
        ".txt ...), .labels.json or outlets/*.toml; nothing to fix if it holds no articles",
        what="is no input by its name; nothing to fix",
        why="Files of other kinds are left alone, and counted so that none is forgotten.",
        example="raw/echo/notes.docx",
        fix="If it holds articles, convert it to a form that is read.",
        severity="left_out",
    ),
    "hidden_file": Rule(
        "C004",
        "its name begins with a dot; expected no input there; nothing to fix, unless it "
        "holds articles",
        what="is a file or folder whose name begins with a dot; nothing to fix",
        why="Such files belong to editors and version control.",
        example="raw/.cache/a.json",
        fix="If it holds articles, rename it.",
        severity="left_out",
    ),
    "linked_folder": Rule(
        "C005",
        "links to a folder that is read anyway, or in a circle; expected each folder "
        "once; nothing to fix",
        what="is a link to a folder that is read anyway, or in a circle; nothing to fix",
        why="Read twice, each article would stand twice.",
        example="raw/all -> .",
        fix="Nothing, or delete the link.",
        severity="left_out",
    ),
    "truncated_file": Rule(
        "C006",
        "{kind} data ends or breaks after {unit} {last}; expected a whole archive; "
        "make or download the file again (what stands before is kept)",
        what="is a compressed file that ends or breaks; what stands before is kept",
        why="The articles behind the break are lost.",
        example="raw/crawl.jsonl.gz, of which a download stopped half-way",
        fix="Make or download the file again.",
    ),
    "damaged_file": Rule(
        "C007",
        "{kind} data that cannot be read from here on ({error}); expected a whole "
        "file; make or download it again (what stands before is kept)",
        what="is JSON, Parquet, Arrow or XML that ends or breaks; what stands before is kept",
        why="The records behind the break are lost.",
        example='[{"text": "The ferry left."}, {"text":',
        fix="Make or download the file again.",
    ),
    "no_articles": Rule(
        "C008",
        "is {found}; expected <doc> or <TEI>, as trafilatura writes them; convert the "
        "file, or move it away",
        what="is XML of another form than [those of trafilatura](import.md#forms)",
        why="Only forms whose fields are known can be read.",
        example="raw/feed.xml, an RSS feed",
        fix="Convert the file, or move it away.",
    ),
    "bad_row": Rule(
        "C009",
        "{found}; expected as many fields as the first row names, with quotation marks "
        "around those that hold delimiters; correct the row",
        what="is a row of a table with more or fewer fields than the first, or a wrong quotation "
        "mark",
        why="It cannot be told which field is which.",
        example="text,url\nThe bus left late, they say.,https://a.example/5",
        fix="Write the field in quotation marks.",
    ),
    "misnamed_file": Rule(
        "C010",
        "is {found} by its first bytes; expected what its name says; rename it {fix}",
        what="is compressed and not named so, or the other way round",
        why="Its name decides how it is read.",
        example="raw/a.jsonl, which gzip has packed",
        fix="Rename the file as the message says.",
    ),
    "not_utf8": Rule(
        "C011",
        "{found}{place}; expected UTF-8; convert the file's encoding",
        what="is not UTF-8",
        why="JSON is UTF-8; in another encoding letters would be read as others.",
        example="raw/a.json, saved as Latin-1",
        fix="Convert it: iconv -f LATIN1 -t UTF-8.",
    ),
    "several_values": Rule(
        "C012",
        "a second JSON value begins at column {column}; expected one object {where}; "
        "put each on a line of its own in a .jsonl file",
        what="has a second JSON value where one is expected",
        why="One record is one article.",
        example='{"text": "One.", "outlet": "echo"} {"text": "Two.", "outlet": "echo"}',
        fix="Put each object on a line of its own in a .jsonl file.",
    ),
    "indented_json": Rule(
        "C013",
        "{counted} written over several lines; expected each JSON object on one line; "
        "write them so (jq -c), or each into a .json file",
        what="is a file of lines in which objects stand over several lines; told once a file",
        why="In a file of lines each line is a record.",
        example='{\n  "text": "The ferry left.",\n  "outlet": "echo"\n}',
        fix="Write each object on one line (jq -c), or into a .json file of its own.",
    ),
    "not_json": Rule(
        "C014",
        "not JSON: {error} at column {column}; expected one JSON object {where}; "
        "fix the syntax there",
        what="is not JSON",
        why="The record cannot be read; those on other lines are.",
        example='{"text": "The ferry left.", "outlet": "echo",}',
        fix="Correct the syntax where the message says: here, delete the last comma.",
    ),
    "not_an_object": Rule(
        "C015",
        "found {found}; expected one JSON object {where}; {fix}",
        what="is JSON, but not an object",
        why="An article has fields with names.",
        example='["The ferry left.", "https://echo.example/1"]',
        fix='Write {"text": ..., "url": ...}.',
    ),
}
