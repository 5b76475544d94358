"""What may be written in a rulebook file. The descriptions are what editors show on hover."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from imgrules.ext import OPERATIONS
from imgrules.rulebook.spellings import BOOK, CHECK, DAY, EDITION, SLUG, SPEC

Slug = Annotated[str, Field(pattern=SLUG)]
Slugs = Annotated[list[Slug], Field(min_length=1)]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceEntry(Entry):
    """A document that rules come from."""

    title: str = Field(description="Title of the document, as it names itself.", min_length=1)
    url: str = Field("", description="Where the document was read.")
    retrieved: str = Field("", description="The day it was last read, YYYY-MM-DD.", pattern=DAY)
    date: str = Field("", description="The day the document gives itself, or 'undated'.")
    confidence: Literal["primary", "secondary", "conflict"] = Field(
        "primary",
        description="primary: the marketplace's own words. secondary: someone else's account. "
        "conflict: sources disagree.",
    )


class RoleEntry(Entry):
    """A file name pattern and the role it stands for."""

    role: Slug = Field(description="The picture's slot, such as main or swatch.")
    pattern: str = Field(
        description="Regular expression looked for in the file's base name, in upper or lower "
        "case. A named group (?P<sku>…) says which pictures belong together. First match wins.",
        min_length=1,
    )


class ExcludeEntry(Entry):
    """Where a rule does not apply."""

    category: Slugs = Field([], description="Product categories that are exempt.")
    region: Slugs = Field([], description="Regions that are exempt.")
    channel: Slugs = Field([], description="Channels that are exempt.")


class WhenEntry(Entry):
    """Where a rule applies. All keys given must match; one value of each list is enough."""

    category: Slugs = Field([], description="Product categories, from this rulebook's list.")
    region: Slugs = Field([], description="Regions, from this rulebook's list.")
    channel: Slugs = Field([], description="Channels, from this rulebook's list.")
    exclude: ExcludeEntry = Field(
        default_factory=ExcludeEntry, description="Where the rule does not apply."
    )


class CitationEntry(Entry):
    """The place in a source that states the rule."""

    ref: Slug = Field(description="Key of one of this rulebook's sources.")
    clause: str = Field("", description="Section, heading or number within the source.")
    quote: str = Field("", description="A short quotation, word for word.")


class FixEntry(Entry):
    """The operation that would repair it. Which tool performs it is the user's choice."""

    operation: str = Field(
        description="What to do to the picture.", json_schema_extra={"enum": list(OPERATIONS)}
    )
    params: dict[str, Any] = Field({}, description="Parameters of the operation.")


class RuleEntry(Entry):
    """One requirement: a check, its parameters, and the clause it comes from."""

    id: Slug = Field(description="Name of the requirement; never changes between editions.")
    title: str = Field(description="The requirement in a few words, for a report.", min_length=1)
    applies_to: Slugs = Field(
        ["all"], description="Roles the rule applies to; omitted or [all]: every role."
    )
    when: WhenEntry = Field(
        default_factory=WhenEntry, description="Categories, regions, channels it is limited to."
    )
    check: Annotated[str, Field(pattern=CHECK)] | None = Field(
        None, description="What is measured. Omitted where a person decides."
    )
    params: dict[str, Any] = Field({}, description="Parameters of the check: the thresholds.")
    severity: Literal["error", "warning", "info"] = Field(
        description="error: the marketplace refuses it. warning: it should be better. info: said."
    )
    decides: Literal["machine", "assist", "human"] = Field(
        "machine",
        description="machine: the check settles it. assist: the check points, a person decides. "
        "human: a line of a person's checklist.",
    )
    basis: Literal["official", "third-party", "judgement"] = Field(
        "official",
        description="official: the marketplace says so. third-party: others report it. "
        "judgement: our own reading.",
    )
    source: CitationEntry = Field(description="Where the requirement is written.")
    enforce_from: Annotated[str, Field(pattern=DAY)] | None = Field(
        None, description="Before this day a failure is reported as upcoming and does not count."
    )
    message: str = Field(
        "",
        description="Sentence for a failure. {name} stands for a measured value or a parameter, "
        "with an optional format, as in {share:.1%}.",
    )
    remedy: str = Field("", description="What the seller should do, as an instruction.")
    fix: FixEntry | None = Field(None, description="The operation that would repair it.")
    waivable: bool = Field(True, description="Whether a person may grant an exception.")
    final: bool = Field(False, description="Rulebooks that extend this one may not change it.")
    scope: Literal["image", "set"] = Field(
        "image", description="image: judged per picture. set: all pictures of a SKU together."
    )


class RulebookEntry(Entry):
    """One edition of a marketplace's or client's image rules."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this file format: 1.")
    rulebook: Annotated[str, Field(pattern=BOOK)] = Field(
        description="Name of the rulebook: its folder under rules/."
    )
    edition: Annotated[str, Field(pattern=EDITION)] = Field(
        description="Day from which the edition is in force; equals the file's name. "
        "It ends when the next edition begins."
    )
    title: str = Field(description="What these rules are for, in a few words.", min_length=1)
    extends: Annotated[list[Annotated[str, Field(pattern=SPEC)]], Field(min_length=1)] = Field(
        [], description="Editions to build on, as name@YYYY-MM-DD; later ones win."
    )
    sources: dict[str, SourceEntry] = Field({}, description="Documents the rules come from.")
    roles: list[RoleEntry] = Field([], description="File name patterns; the first match wins.")
    unmatched: Slug = Field(
        "error",
        description="Role of a file that no pattern matches, or error to refuse such files.",
    )
    categories: list[Slug] = Field([], description="Product categories that rules may name.")
    regions: list[Slug] = Field([], description="Regions that rules may name.")
    channels: list[Slug] = Field([], description="Channels that rules may name.")
    disable: dict[str, Annotated[str, Field(min_length=1)]] = Field(
        {}, description="Inherited rules that do not apply here, each with the reason."
    )
    rules: list[RuleEntry] = Field(description="The requirements.")
