"""Every built-in check by name. The table is explicit: nothing is scanned, nothing registers.

Values are ``module:Class`` so that listing checks imports none of them.
"""

from __future__ import annotations

FAMILIES = (
    "alpha", "background", "color", "content", "dimensions", "encoding", "exposure", "file",
    "frame", "metadata", "orientation", "overlay", "set", "sharpness", "subject",
)  # fmt: skip
"""First words that only built-in checks may use."""

CHECKS: dict[str, str] = {
    name: f"imgrules.checks.{name.replace('.', '_')}:{cls}"
    for name, cls in (
        ("alpha.transparency", "AlphaTransparency"),
        ("background.residue", "BackgroundResidue"),
        ("background.shadow", "BackgroundShadow"),
        ("background.uniform", "BackgroundUniform"),
        ("background.white", "BackgroundWhite"),
        ("color.bit_depth", "ColorBitDepth"),
        ("color.greyscale", "ColorGreyscale"),
        ("color.mode", "ColorMode"),
        ("color.profile", "ColorProfile"),
        ("content.placeholder", "ContentPlaceholder"),
        ("dimensions.aspect_max", "DimensionsAspectMax"),
        ("dimensions.aspect_ratio", "DimensionsAspectRatio"),
        ("dimensions.density", "DimensionsDensity"),
        ("dimensions.exact", "DimensionsExact"),
        ("dimensions.long_edge", "DimensionsLongEdge"),
        ("dimensions.megapixels", "DimensionsMegapixels"),
        ("dimensions.orientation", "DimensionsOrientation"),
        ("dimensions.short_edge", "DimensionsShortEdge"),
        ("dimensions.size", "DimensionsSize"),
        ("dimensions.sum", "DimensionsSum"),
        ("dimensions.trimmed", "DimensionsTrimmed"),
        ("encoding.jpeg_quality", "EncodingJpegQuality"),
        ("encoding.progressive", "EncodingProgressive"),
        ("encoding.subsampling", "EncodingSubsampling"),
        ("exposure.clipped", "ExposureClipped"),
        ("exposure.dark", "ExposureDark"),
        ("exposure.flat", "ExposureFlat"),
        ("file.complete", "FileComplete"),
        ("file.extension", "FileExtension"),
        ("file.format", "FileFormat"),
        ("file.frames", "FileFrames"),
        ("file.name", "FileName"),
        ("file.size", "FileSize"),
        ("frame.border", "FrameBorder"),
        ("metadata.ai_disclosure", "MetadataAiDisclosure"),
        ("metadata.private", "MetadataPrivate"),
        ("metadata.required", "MetadataRequired"),
        ("orientation.exif", "OrientationExif"),
        ("overlay.text", "OverlayText"),
        ("overlay.watermark", "OverlayWatermark"),
        ("overlay.words", "OverlayWords"),
        ("set.consistency", "SetConsistency"),
        ("set.count", "SetCount"),
        ("set.near_duplicates", "SetNearDuplicates"),
        ("sharpness.enlarged", "SharpnessEnlarged"),
        ("sharpness.focus", "SharpnessFocus"),
        ("sharpness.pixelation", "SharpnessPixelation"),
        ("subject.centered", "SubjectCentered"),
        ("subject.crop_safe", "SubjectCropSafe"),
        ("subject.cropped", "SubjectCropped"),
        ("subject.fill", "SubjectFill"),
        ("subject.parts", "SubjectParts"),
    )
}
