"""How often the checks agree with facts established otherwise, check by check.

    python -m tests.benchmarks.accuracy --corpus FOLDER [--write docs/reference/accuracy.md]

FOLDER holds pictures and a MANIFEST.csv of facts (see ``corpus.py``). Prints precision, recall and
every disagreement; ``accuracy_explained.yaml`` beside this file says why for those that are
understood.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from imgrules import plugins
from imgrules.engine.measure import Measured, MeasureKey, measure_image
from imgrules.images.image import Image
from imgrules.model import Judgement, Measurement, Outcome
from tests.benchmarks.corpus import Row, corpus_folder, read_corpus
from tests.benchmarks.hostile import HOSTILE_NOTE, hostile_lines
from tests.benchmarks.questions import ANY_MARK, BAD, GOOD, QUESTIONS, Question

ALL = (*QUESTIONS, *ANY_MARK)
EXPLAINED = Path(__file__).with_name("accuracy_explained.yaml")


@dataclass(frozen=True)
class Reply:
    row: Row
    truth: str
    answer: str
    outcome: Outcome
    measured: str

    @property
    def agrees(self) -> bool:
        return self.truth == self.answer


def ask(rows: Sequence[Row]) -> dict[str, list[Reply]]:
    """Put every question to every picture; a picture is decoded once for all questions."""
    replies: dict[str, list[Reply]] = {question.name: [] for question in ALL}
    for number, row in enumerate(rows, 1):
        asked = [q for q in ALL if row.folder in q.folders and q.truth(row) is not None]
        if not asked:
            continue
        measured = measure_image(Image(row.path), {_key(question) for question in asked})
        for question in asked:
            replies[question.name].append(_reply(question, row, measured[_key(question)]))
        if sys.stderr.isatty():
            print(f"\r{number}/{len(rows)}", end="", file=sys.stderr, flush=True)
    return replies


def _key(question: Question) -> MeasureKey:
    check = plugins.load_check(question.check)
    return MeasureKey(question.check, check.Options().model_dump_json())


def _reply(question: Question, row: Row, made: Measured) -> Reply:
    check = plugins.load_check(question.check)
    judgement = Judgement(Outcome.UNCHECKED, note=getattr(made, "message", ""))
    measurement = made if isinstance(made, Measurement) else None
    if measurement is not None:
        judgement = check.judge(measurement, check.Params(**question.params))
    said = " · ".join(filter(None, (judgement.measured, judgement.note)))
    truth = question.truth(row) or ""
    return Reply(row, truth, question.answer(judgement, measurement), judgement.outcome, said)


def report(replies: dict[str, list[Reply]], why: dict[str, dict[str, str]]) -> list[str]:
    lines = [
        "| question | check | pictures | agree | precision | recall |",
        "|---|---|---|---|---|---|",
    ]
    for question in QUESTIONS:
        lines.append(_summary(question, replies[question.name]))
    lines += ["", *_overlays(replies)]
    for question in QUESTIONS:
        odd = [reply for reply in replies[question.name] if not reply.agrees]
        lines += ["", f"## {question.name} (`{question.check}`): {len(odd)} disagreements", ""]
        lines += [_disagreement(reply, why.get(question.name, {})) for reply in odd] or ["none"]
    return lines


def _summary(question: Question, replies: Sequence[Reply]) -> str:
    agree = sum(reply.agrees for reply in replies)
    scores = "– | –"
    if question.positive is not None:
        hits = sum(r.agrees and r.truth == question.positive for r in replies)
        said = sum(r.answer == question.positive for r in replies)
        true = sum(r.truth == question.positive for r in replies)
        scores = f"{_rate(hits, said)} | {_rate(hits, true)}"
    total = len(replies)
    return f"| {question.name} | `{question.check}` | {total} | {_rate(agree, total)} | {scores} |"


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "–"


def _overlays(replies: dict[str, list[Reply]]) -> list[str]:
    """Marks count as found when either overlay check does not pass."""
    by_name: dict[str, list[Reply]] = {}
    for question in ANY_MARK:
        for reply in replies[question.name]:
            by_name.setdefault(reply.row.name, []).append(reply)
    folders = sorted({name.partition("/")[0] for name in by_name})
    rows = [_overlay_row(folder, by_name, (folder,)) for folder in folders]
    rows.append(_overlay_row("all", by_name, folders))
    rows.append(_overlay_row("clean + white", by_name, ("clean-for-watermark", "white-bg")))
    head = ["| folder | with a mark | found | of these failed | without | false alarms | failed |"]
    return ["Overlays, both checks together:", "", *head, "|---|---|---|---|---|---|---|", *rows]


def _overlay_row(name: str, by_name: dict[str, list[Reply]], folders: Sequence[str]) -> str:
    group = [each for path, each in by_name.items() if path.partition("/")[0] in folders]
    marked = [each for each in group if each[0].truth == BAD]
    clean = [each for each in group if each[0].truth == GOOD]
    return (
        f"| {name} | {len(marked)} | {_flagged(marked)} | {_failed(marked)} "
        f"| {len(clean)} | {_flagged(clean)} | {_failed(clean)} |"
    )


def _flagged(group: Sequence[Sequence[Reply]]) -> int:
    return sum(any(reply.outcome is not Outcome.PASS for reply in each) for each in group)


def _failed(group: Sequence[Sequence[Reply]]) -> int:
    return sum(any(reply.outcome is Outcome.FAIL for reply in each) for each in group)


def _disagreement(reply: Reply, why: dict[str, str]) -> str:
    reason = next((text for name, text in why.items() if Path(reply.row.name).match(name)), "")
    told = f" — {reason}" if reason else " — **not explained**"
    said = f"facts say {reply.truth}, measured {reply.answer} ({reply.measured})"
    return f"- {reply.row.name}: {said}{told}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--write", type=Path, help="also write the report to this file")
    parser.add_argument("--only", help="only folders that begin with this")
    given = parser.parse_args()
    rows = read_corpus(corpus_folder(parser, given.corpus))
    rows = [row for row in rows if row.folder.startswith(given.only or "")]
    why = yaml.safe_load(EXPLAINED.read_text("utf-8")) or {}
    lines = report(ask(rows), why)
    lines += ["", "## Hostile files", "", HOSTILE_NOTE, ""]
    lines += hostile_lines([row for row in rows if row.folder == "hostile"])
    print("\n".join(lines))
    if given.write:
        given.write.write_text(PREFACE + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


PREFACE = """# Accuracy

Written by `tests/benchmarks/accuracy.py --write`; measured on real pictures, none of them ours.
*Precision*: of the pictures refused (failed or sent to review), how many the facts call bad.
*Recall*: of those the facts call bad, how many were refused. Every disagreement is listed.

"""

if __name__ == "__main__":
    sys.exit(main())
