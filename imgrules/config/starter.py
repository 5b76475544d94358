"""The text of a new ``imgrules.yaml``: everything it may say, explained where it stands."""

from __future__ import annotations

from collections.abc import Sequence


def starter(rules: Sequence[str], schema: str) -> str:
    """Return a commented file that names these rulebooks; ``schema`` is the path or URL of its."""
    named = ", ".join(_quoted(spec) for spec in rules)
    return _TEXT.format(schema=schema, rules=named)


def _quoted(spec: str) -> str:
    plain = spec.replace("-", "").replace("/", "").replace("@", "").isalnum()
    return spec if plain and spec[0].isalpha() else "'" + spec.replace("'", "''") + "'"


_TEXT = """\
# yaml-language-server: $schema={schema}
#
# Settings of this project. imgrules reads them in this folder and in all folders below it.
# What a command line says goes first, then IMGRULES_CHECK_… in the environment, then this file.
# Paths count from the folder of this file. Remove a # to use a line.
schema: 1

# How pictures are judged: imgrules check, and as to rules and pictures also imgrules fix.
check:
  # Rulebooks (imgrules rules list), pinned editions (amazon@2026-07-22), or paths (./house-rules).
  rules: [{rules}]

  # Judged where no PATH is given, and what is left out everywhere.
  # paths: [shots]
  # exclude: ["*_old.*", archive]

  # What each picture is, where its name does not tell: path, role, sku, category, region.
  # manifest: photos.csv

  # What all pictures are for; rules of a category, region or channel sleep without.
  # category: [shoes]
  # region: us
  # channel: bulk-upload

  # What makes the exit status 1: error, warning or info; and whether review does.
  # fail_on: error
  # fail_on_review: false

  # Reports of every run; -f names others for one run.
  # formats: [text, "json=result.json"]

  # Dated exceptions, the longest one allowed, and what was known before the gate began.
  # waivers: imgrules-waivers.yaml
  # max_waiver_days: 365
  # baseline: imgrules-baseline.json

  # Judge by exactly what rules lock wrote down, or not at all.
  # lock: imgrules.lock
  # locked: false

  # What rules weigh for some pictures. Lowering is told in every report.
  # overrides:
  #   - files: "jewellery/**"
  #     rules: {{main-white-background: {{severity: warning}}}}

# How pictures are fixed: imgrules fix.
# fix:
  # Allowed: unsafe steps, which change the product's pixels within limits; or one operation.
  # allow: [unsafe]
  # Who performs an operation, the preferred one first.
  # processors: {{background.replace: [local]}}
  # background: {{color: "#ffffff", shadow: none}}
  # Most credits that paid services may cost.
  # budget: {{per_image: 2, per_run: 100}}
  # Settings of processors, and files that describe further services.
  # options: {{}}
  # services: []
"""
