"""The list of all checks, and the command that runs them: ``./test lacking [--write] [WORD]``."""

import argparse
import sys
from collections.abc import Iterable

from tests.kernel import test_versioned
from tests.lacking import Check, code, lists, words
from tests.notices import test_recipients as notices
from tests.walls import matrix

CHECKS = (
    Check("layers", code.apps_without_place, "its layer in [tool.importlinter], its name in PROJECT_APPS"),
    Check(
        "kinds",
        code.modules_without_kind,
        "its name among its kind in the contract about the inside of apps (pyproject.toml)",
    ),
    Check("migrations", code.missing_migrations, "gongjian makemigrations"),
    Check("posts", words.posts_without_rank, "RANK in org/queries/actor.py"),
    Check("glossary", words.not_in_the_glossary, "docs/glossary.md"),
    Check("glossary, gone", words.rows_without_code, "take the row out of docs/glossary.md"),
    Check("glossary, twice", words.words_used_twice, "one Chinese word, one code word"),
    Check(
        "names", words.unknown_names, "its words in the log (Log or ledger_verbs), its kind in notify, or OTHER_NAMES"
    ),
    Check("verbs", words.composed_verbs, "write the verb out"),
    Check("log verbs", words.verb_lines_out_of_date, "docs/ledger-verbs.md", write=words.write_verb_lines),
    Check("reactions", words.events_without_reactions, "reactions/table.py"),
    Check("preferences", words.messages_without_preference, "the groups of messages in the app's apps.py"),
    Check(
        "recipients",
        lists.events_without_recipients,
        "a scene in tests/notices and its row in tests/notices/recipients.yaml",
        skeleton=lists.skeleton_of_recipients,
    ),
    Check("scenes", notices.scenes_without_row, "tests/notices and tests/notices/recipients.yaml"),
    Check(
        "matrix",
        lists.addresses_without_row,
        "tests/walls/matrix.yaml",
        skeleton=matrix.skeleton,
        write=lists.write_matrix,
    ),
    Check("matrix, gone", lists.rows_without_address, "take the row out of tests/walls/matrix.yaml"),
    Check("matrix, open", lists.cells_to_fill, "fill in what is … in tests/walls/matrix.yaml"),
    Check("English", code.sentences_of_the_catalogue, "src/gongjian/web/locale/en", write=code.write_catalogue),
    Check("procedures", code.procedures_out_of_date, "docs/procedures", write=code.write_procedures),
    Check("settings", words.settings_rows_out_of_date, "docs/settings.md"),
    Check("two writers", test_versioned.tables_without_row, "ROWS in tests/kernel/test_versioned.py"),
)


def unfinished(checks: Iterable[Check] = CHECKS, word: str = "") -> dict[Check, list[str]]:
    """What is lacking by check, only the lines with this word; checks that find nothing are left out."""
    found = {check: [line for line in check.find() if word in line] for check in checks}
    return {check: lines for check, lines in found.items() if lines}


def shown(found: dict[Check, list[str]]) -> str:
    """The report: each check with its lines, where they are mended, and the rows to add."""
    parts = []
    for check, lines in found.items():
        mended = "--write writes it" if check.write else check.how
        rows = check.skeleton() if check.skeleton else ""
        parts.append("\n".join([f"{check.name} ({len(lines)}) → {check.how if rows else mended}", *indented(lines)]))
        if rows:
            parts.append("\n".join(["  rows to add:", *(f"    {line}" for line in rows.splitlines())]))
    return "\n".join(parts) or "nothing is lacking"


def indented(lines: Iterable[str], most: int = 60) -> list[str]:
    """The lines, cut to one line each; what goes beyond is counted."""
    all_lines = [" ".join(line.split())[:200] for line in lines]
    rest = [f"… and {len(all_lines) - most} more"] if len(all_lines) > most else []
    return [f"  {line}" for line in [*all_lines[:most], *rest]]


def main(arguments: list[str] | None = None) -> int:
    """Print what is lacking. Gives 1 if anything is, else 0."""
    parser = argparse.ArgumentParser(prog="./test lacking", description=__doc__)
    parser.add_argument("word", nargs="?", default="", help="only lines with this word (a command, a field, an app)")
    parser.add_argument(
        "--write", action="store_true", help="write what is made from the code, and the rows to fill in"
    )
    given = parser.parse_args(arguments)
    if given.write:
        for check in CHECKS:
            if check.write and check.find():
                check.write()
                sys.stdout.write(f"written: {check.name}\n")
    found = unfinished(word=given.word)
    sys.stdout.write(f"{shown(found)}\n")
    return 1 if found else 0
