"""What the exit statuses mean."""

from __future__ import annotations

from imgrules.reporters.ink import Ink

STATUSES = {
    "0": (
        "judged, and nothing fails",
        "Every picture was judged and no finding reaches --fail-on. Pictures to review, warnings "
        "and upcoming rules do not change that unless --fail-on or --fail-on-review says so.",
    ),
    "1": (
        "judged, and at least one picture fails",
        "A finding reaches --fail-on (error, unless changed), or a picture could not be judged by "
        "such a rule, or one is to be reviewed and --fail-on-review is given. A damaged picture is "
        "a finding. --exit-zero turns this status into 0.",
    ),
    "2": (
        "the run cannot be trusted",
        "Wrong options, an invalid rulebook or manifest, no picture found, a folder that cannot be "
        "read, no rule that applies, a missing plug-in, a check that crashed. What was judged is "
        "still reported. Nothing turns this status into another.",
    ),
    "130": ("interrupted", "Somebody pressed Ctrl-C. Reports to files were not written."),
}
"""Status → what it means in a few words, and more."""


def status_page(name: str, ink: Ink) -> str:
    """Return the page about an exit status."""
    title, text = STATUSES[name]
    lines = [ink.paint(f"exit status {name}: {title}", "bold"), *ink.block(text)]
    return "".join(f"{line}\n" for line in lines)
