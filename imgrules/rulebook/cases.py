"""The file of test cases beside a rulebook: what it may say, and reading it.

``rules/<rulebook>/tests/cases.yaml`` describes synthetic pictures and the outcomes each rule must
give for them. Running them is the engine's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    model_validator,
)

from imgrules.errors import RulebookError
from imgrules.rulebook import yaml
from imgrules.rulebook.case_faults import describe
from imgrules.rulebook.spellings import DAY, EDITION, SLUG
from imgrules.testing.recipe import Recipe

OutcomeName = Literal["pass", "fail", "review", "unchecked"]
Day = Annotated[str, Field(pattern=DAY)]
Edition = Annotated[str, Field(pattern=EDITION)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Expectation(_Entry):
    """What a rule must say about the case."""

    outcome: OutcomeName = Field(description="The outcome the rule must give.")
    region_overlaps: Annotated[tuple[int, int, int, int], Strict(False)] | None = Field(
        None, description="Box [x, y, width, height] that one of the finding's regions must touch."
    )


def _spelled_out(given: object) -> object:
    return {"outcome": given} if isinstance(given, str) else given


Expected = Annotated[
    Expectation,
    BeforeValidator(_spelled_out, json_schema_input_type=OutcomeName | Expectation),
]


class Member(Recipe):
    """One picture of a set."""

    role: str | None = Field(None, description="Its role; the case's role where left out.")


class Case(_Entry):
    """One case: a picture (or a set of them) and what the rules must say about it."""

    id: str = Field(pattern=SLUG, description="Name of the case.")
    why: str | None = Field(None, description="What the case is there to show.")
    edition: Edition | None = Field(
        None, description="The edition that judges; default: the newest."
    )
    editions: Annotated[tuple[Edition, ...], Strict(False)] = Field(
        (), description="Several editions that must all judge alike."
    )
    as_of: Day | None = Field(None, description="The date judged for; default: the edition's.")
    picture: Recipe | None = Field(None, description="The picture to draw.")
    pictures: Annotated[tuple[Member, ...], Strict(False)] = Field(
        (), description="The pictures of one product, for rules on sets."
    )
    role: str | None = Field(
        None, description="Role of the picture; default: what the rulebook reads off its name."
    )
    category: str | None = Field(None, description="The product's category.")
    region: str | None = Field(None, description="The marketplace's region.")
    channel: str | None = Field(None, description="The sales channel.")
    expect: dict[str, Expected] = Field(
        default_factory=dict,
        description="Rule id to outcome. Every rule that does not pass must be listed.",
    )

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.picture is not None) == bool(self.pictures):
            raise ValueError("give either picture or pictures")
        if self.edition and self.editions:
            raise ValueError("give either edition or editions")
        return self

    @property
    def members(self) -> tuple[tuple[Recipe, str | None], ...]:
        """Recipe and role of every picture."""
        if self.picture is not None:
            return ((self.picture, self.role),)
        return tuple((member, member.role or self.role) for member in self.pictures)


class Defaults(_Entry):
    """What every case starts from."""

    picture: Recipe | None = Field(
        None, description="Recipe under every case's own; blocks such as subject are merged."
    )
    names: dict[str, str] = Field(
        default_factory=dict,
        description="Role to file name without extension, for rules on file names.",
    )
    editions: Annotated[tuple[Edition, ...], Strict(False)] = Field(
        (), description="Editions that judge a case which names none."
    )


class CasesFile(_Entry):
    """The file."""

    version: Literal[1] = Field(alias="schema", description="Version of this format.")
    rulebook: str = Field(description="Name of the rulebook the cases are for.")
    defaults: Defaults = Field(default_factory=Defaults, description="What every case starts from.")
    cases: Annotated[tuple[Case, ...], Strict(False)] = Field(
        description="The cases.", json_schema_extra={"minItems": 1}
    )


@dataclass(frozen=True, slots=True)
class Cases:
    """A file read, with the place of everything in it."""

    content: CasesFile
    document: yaml.Document

    def where(self, index: int, *steps: str | int) -> str:
        """Return ``file:line:column`` of something in the case of that index."""
        return self.document.where(("cases", index, *steps), key=True)


def cases_path(folder: Path) -> Path:
    """Return where the cases of the rulebook in ``folder`` are."""
    return folder / "tests" / "cases.yaml"


def read_cases(path: Path) -> Cases:
    """Read and validate a file. Raises RulebookError, or RulebookErrors for several faults."""
    document = yaml.read(path)
    data = _merge_defaults(document.data)
    try:
        content = CasesFile.model_validate(data)
    except ValidationError as problem:
        yaml.raise_all(describe(problem, CasesFile, document))
        raise  # no errors in a ValidationError: not to be expected, never to be swallowed
    yaml.raise_all(_beyond_shape(content, document))
    return Cases(content, document)


def judged_on(case: Case, edition: str) -> date:
    """Return the date the case is judged for."""
    return date.fromisoformat(case.as_of or edition[:10])


# -- defaults -------------------------------------------------------------------------------------


def _merge_defaults(data: Any) -> Any:  # noqa: ANN401  (YAML not yet validated)
    """Lay every case's recipe over the default one; what has the wrong shape is left to fail."""
    if not isinstance(data, Mapping) or not isinstance(data.get("cases"), list):
        return data
    defaults = data.get("defaults")
    base = defaults.get("picture") if isinstance(defaults, Mapping) else None
    if not isinstance(base, Mapping):
        return data
    return {**data, "cases": [_with_base(case, base) for case in data["cases"]]}


def _with_base(case: Any, base: Mapping[str, Any]) -> Any:  # noqa: ANN401
    if not isinstance(case, Mapping):
        return case
    merged = dict(case)
    if isinstance(case.get("picture"), Mapping):
        merged["picture"] = _over(base, case["picture"])
    if isinstance(case.get("pictures"), list):
        merged["pictures"] = [
            _over(base, each) if isinstance(each, Mapping) else each for each in case["pictures"]
        ]
    return merged


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**base, **own}
    for key in base.keys() & own.keys():
        if isinstance(base[key], Mapping) and isinstance(own[key], Mapping):
            merged[key] = {**base[key], **own[key]}
    return merged


def _beyond_shape(content: CasesFile, document: yaml.Document) -> list[RulebookError]:
    if not content.cases:
        return [RulebookError("holds no cases", location=document.where(("cases",)))]
    seen: dict[str, int] = {}
    faults = []
    for index, case in enumerate(content.cases):
        if case.id in seen:
            place = document.where(("cases", index, "id"))
            faults.append(RulebookError(f"a second case {case.id}", location=place))
        seen.setdefault(case.id, index)
    return faults
