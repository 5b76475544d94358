"""One call of ``imgrules report``, from its options to its exit status."""

from __future__ import annotations

from pathlib import Path

from imgrules.cli.formats import opened, parse_targets, refuse_own_pictures
from imgrules.cli.pictures import OnDisk
from imgrules.cli.viewing import ReportOptions
from imgrules.engine.intake import identity
from imgrules.errors import UsageError
from imgrules.stored import read_result


def render(stored: Path, options: ReportOptions) -> int:
    """Carry out one call of ``imgrules report`` and return its exit status."""
    options.refuse_contradiction()
    targets = parse_targets(options.formats)
    files = [target.file for target in targets]
    if any(file is not None and identity(file) == identity(stored) for file in files):
        raise UsageError(f"{stored} is the result itself; a report would replace it")
    result = read_result(stored)
    refuse_own_pictures(files, (image.path for image in result.images))
    with opened(targets) as output:
        for image in result.images:
            output.image(image)
        output.end(result, options.view(pictures=OnDisk()))
    return options.status(result)
