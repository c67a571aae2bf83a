"""The list of finding codes in README.md is the list of what the tests trigger."""

from __future__ import annotations

import re

import test_campaign
import test_findings
import test_national
import test_project
import test_texts
import test_typed_sheets
from returns import ROOT

# Codes of a file as a whole; test_cli and test_correct trigger them.
OF_A_FILE = {"unreadable-file", "copy-not-written"}


def test_every_code_of_the_readme_has_a_return_that_triggers_it() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Findings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    documented = {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)}
    triggered = {code for _, expected in test_findings.TRIGGERS.values() for code, _, _ in expected}
    triggered |= {code for _, expected, _ in test_national.CASES.values() for code, _, _ in expected}
    triggered |= {code for _, expected in test_texts.TRIGGERS.values() for code, _, _ in expected}
    triggered |= {code for _, expected in test_typed_sheets.TRIGGERS.values() for code, _, _ in expected}
    triggered |= {code for _, _, expected in test_project.TRIGGERS.values() for _, (code, _, _) in expected}
    triggered |= {code for _, expected in test_campaign.CASES.values() for _, code, _ in expected}
    assert documented == triggered | OF_A_FILE
