"""The part of a profile that says how each thing is asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from imgrules_processors.http.parts import ADDRESS, Part, Words

Operation = Literal["background.replace", "overlay.erase", "size.enlarge"]
Scalar = str | int | float | bool


class Picture(Part):
    """How the picture is sent."""

    field: str = Field("image", description="Name of the field that carries the picture.")
    sent_as: Literal["file", "data-uri", "base64"] = Field(
        "file", alias="as", description="A file of a multipart body, or text inside JSON or a form."
    )
    format: Literal["png", "jpeg"] = Field(
        "png", description="PNG loses nothing; JPEG is sent at quality 95 without subsampling."
    )
    name: str = Field("picture", description="File name sent along, without extension.")


class Parameter(Part):
    """How one of the step's parameters becomes a field of the request."""

    field: str = Field(description="Name of the service's field.")
    choices: Annotated[tuple[Scalar, ...], Strict(False)] = Field(
        (),
        description="The only values the service takes. For a number, the smallest that suffices.",
    )
    default: Scalar | None = Field(
        None, description="Sent where the step does not say; left out otherwise."
    )


class Call(Part):
    """One thing the service is asked for, and what it gives back."""

    operation: Operation = Field(description="The operation of imgrules it performs.")
    needs: Words = Field(
        (), description="Parameters the step must give for this call to be meant, such as prompt."
    )
    when: dict[str, Scalar] = Field(
        default_factory=dict,
        description="Parameters that must have this very value for this call to be meant.",
    )
    gives: Literal["cutout", "mask", "picture"] = Field(
        description="cutout: a picture whose transparency is taken, nothing else. mask: a grey "
        "picture, white where the product is. picture: new pixels, applied only when allowed."
    )
    base_url: str | None = Field(
        None, pattern=ADDRESS, description="Where this call differs from the service's base_url."
    )
    path: str = Field(pattern=r"^/", description="Path below the base_url.")
    body: Literal["multipart", "json", "form"] = Field(
        "multipart", description="How the request is written."
    )
    picture: Picture = Field(default_factory=Picture, description="How the picture is sent.")
    constants: dict[str, Scalar] = Field(
        default_factory=dict, description="Fields that are always sent as they stand."
    )
    parameters: dict[str, Parameter] = Field(
        default_factory=dict,
        description="Parameter of imgrules (prompt, factor, width, height, color, what) to field.",
    )
    reply: Literal["bytes", "url", "base64", "job"] = Field(
        description="bytes: the picture itself. url, base64: JSON with the picture's address or "
        "text. job: JSON with a number that is asked about until it is done."
    )
    accept: str = Field("*/*", description="The Accept header of the request.")

    @property
    def specific(self) -> int:
        """How many conditions it states; the most specific call that fits is made."""
        return len(self.needs) + len(self.when)
