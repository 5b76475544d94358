"""One page a rulebook: its rules with their sources, and what differs between editions."""

from __future__ import annotations

from datetime import date

from docs.generator.markdown import NOTICE, code, table
from imgrules.model import Basis, Decides
from imgrules.resources import rules_dir
from imgrules.rulebook.diff_markdown import changelog
from imgrules.rulebook.load import list_editions, list_rulebooks, load_rulebook
from imgrules.rulebook.model import Rule, Rulebook


def pages() -> dict[str, str]:
    names = [
        book.name
        for book in list_rulebooks()
        if book.origin == "bundled" and not book.name.startswith("base/")
    ]
    made = {f"rulebooks/{name}.md": _page(name) for name in names}
    return {"rulebooks/index.md": _index(names), **made}


def _editions(name: str) -> list[Rulebook]:
    return [
        load_rulebook(f"{name}@{edition.id}", as_of=date.max) for edition in list_editions(name)
    ]


def _index(names: list[str]) -> str:
    rows = []
    for name in names:
        editions = _editions(name)
        newest = editions[-1]
        rows.append(
            (
                f"[{name}]({name}.md)",
                newest.title,
                ", ".join(book.edition for book in editions),
                str(len(newest.rules)),
                str(sum(rule.decides is Decides.MACHINE for rule in newest.rules)),
            )
        )
    head = ("rulebook", "title", "editions", "rules", "judged by machine")
    return f"# Rulebooks\n\n{NOTICE}\n" + table(head, rows)


def _page(name: str) -> str:
    editions = _editions(name)
    newest = editions[-1]
    parts = [
        f"# {newest.title}\n\n{NOTICE}",
        _introduction(name),
        _vocabulary(newest),
        f"## Rules of {newest.spec}\n\n{_rules(newest)}",
        f"## Sources\n\n{_sources(newest)}",
        changelog(editions),
    ]
    return "\n".join(part for part in parts if part)


def _introduction(name: str) -> str:
    readme = rules_dir() / name / "README.md"
    if not readme.is_file():
        return ""
    text = readme.read_text("utf-8")
    return text.partition("\n")[2].strip() + "\n" if text.startswith("#") else text


def _vocabulary(book: Rulebook) -> str:
    words = {
        "Roles": book.role_names,
        "Categories": book.categories,
        "Regions": book.regions,
        "Channels": book.channels,
    }
    lines = [f"- {name}: {', '.join(map(code, known))}" for name, known in words.items() if known]
    return "\n".join(lines) + "\n"


def _rules(book: Rulebook) -> str:
    head = ("rule", "requirement", "for", "judged by", "severity", "source")
    return table(head, [_row(rule) for rule in book.rules])


def _row(rule: Rule) -> tuple[str, ...]:
    severity = str(rule.severity)
    if rule.enforce_from:
        severity += f" from {rule.enforce_from}"
    if rule.basis is not Basis.OFFICIAL:
        severity += f" ({rule.basis})"
    return code(rule.id), rule.title, _scope(rule), _judge(rule), severity, _source(rule)


def _scope(rule: Rule) -> str:
    when = rule.when
    words = [*rule.applies_to, *when.category, *when.region, *when.channel]
    barred = [*when.not_category, *when.not_region, *when.not_channel]
    return ", ".join([*words, *(f"not {word}" for word in barred)]) or "all"


def _judge(rule: Rule) -> str:
    if not rule.check:
        return "a person"
    given = ", ".join(f"{name}: {value}" for name, value in rule.params_given.items())
    link = f"[{rule.check}](../checks/{rule.check}.md)"
    help_only = " (a person decides)" if rule.decides is Decides.ASSIST else ""
    return f"{link}{help_only} {code(given)}".strip()


def _source(rule: Rule) -> str:
    quote = f" “{rule.source.quote}”" if rule.source.quote else ""
    return f"{rule.source.ref} {rule.source.clause}{quote}".strip()


def _sources(book: Rulebook) -> str:
    head = ("source", "title", "dated", "read on", "confidence")
    rows = [
        (
            code(ref),
            f"[{entry.title}]({entry.url})" if entry.url else entry.title,
            entry.date,
            entry.retrieved,
            entry.confidence,
        )
        for ref, entry in book.sources.items()
    ]
    return table(head, rows)
