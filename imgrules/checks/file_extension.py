from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar

from imgrules import ext
from imgrules.checks._formats import say_formats
from imgrules.images.magic import ALSO, EXTENSIONS


class FileExtension:
    """Extension that fits the content.

    What it measures: whether the file's extension is one in use for the format of its content.

    How: the format by the first bytes, against a list of extensions. Upper and lower case are
    alike.

    Parameters: none.

    Limits: ``.ai`` is taken for PDF content as well, which is what Illustrator writes.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "file.extension"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.FILE
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """No parameters."""

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        name = PurePath(image.file.name)
        found = image.file.format
        fitting = [*EXTENSIONS[found], *ALSO.get(found, ())] if found else []
        values: dict[str, ext.Value] = {
            "extension": name.suffix.removeprefix(".").lower(),
            "format": found,
            "fitting": list(fitting),
        }
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        extension, found = measurement.text("extension"), measurement.values["format"]
        fitting = measurement.values["fitting"]
        said = f".{extension}" if extension else "no extension"
        if not isinstance(found, str) or not isinstance(fitting, list):
            return ext.Judgement(
                ext.Outcome.FAIL,
                said,
                "the extension of a picture",
                "the content is no known picture",
            )
        required = " or ".join(f".{each}" for each in fitting)
        if extension in fitting:
            return ext.Judgement(ext.Outcome.PASS, said, required)
        note = f"the content is {say_formats([found])}"
        return ext.Judgement(ext.Outcome.FAIL, said, required, note)
