"""The report as one HTML file that needs no network: pictures, boxes on them, filters."""

from __future__ import annotations

from imgrules.model import ImageResult, Result
from imgrules.reporters import View
from imgrules.reporters.html_anchors import Anchors
from imgrules.reporters.html_chosen import choose
from imgrules.reporters.html_filters import filters
from imgrules.reporters.html_head import header
from imgrules.reporters.html_lists import checklist, left_out_note, rules
from imgrules.reporters.html_page import page
from imgrules.reporters.html_parts import tag
from imgrules.reporters.html_pictures import attention_section, passing_section
from imgrules.reporters.html_products import products
from imgrules.reporters.html_words import headline


class Html:
    """Writes nothing until the end: the page begins with the counts."""

    def image(self, image: ImageResult) -> str:
        return ""

    def end(self, result: Result, view: View) -> str:
        chosen = choose(result, view)
        anchors = Anchors()
        # Pictures first: their findings are what the tables link to.
        attention = attention_section(chosen, anchors)
        passing = passing_section(chosen, anchors)
        together = products(result, anchors, most=view.html_max)
        note = left_out_note(chosen)
        body = [
            header(result, view),
            rules(result, anchors),
            filters(result, chosen),
            tag("main", note, attention, together, passing, note, id="pictures", tabindex="-1"),
            checklist(result),
        ]
        return page(headline(result), "\n".join(filter(None, body)))
