"""How the preview sheet looks: on a screen, wide or narrow, light or dark, and on paper."""

from __future__ import annotations

from imgrules.reporters.html_style import BASE

CSS = (
    BASE
    + """
header p, .soft { color: var(--soft); }
.filters { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .4rem;
  padding: .6rem 0; background: var(--paper); }
.choice { position: absolute; opacity: 0; }
.filters label { border: 1px solid var(--line); border-radius: 1rem; padding: .15rem .75rem;
  background: var(--card); cursor: pointer; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .9rem; margin: 0 0 1rem; }
article > div.top { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
.ending { font-weight: 600; white-space: nowrap; }
.fixed { color: var(--fixed); } .kept, .done-before { color: var(--kept); }
.review { color: var(--review); } .planned { color: var(--plan); }
.bad { color: var(--bad); }
.pictures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .75rem;
  margin: .6rem 0; }
figure { margin: 0; }
figure img { display: block; max-width: 100%; height: auto; margin: 0 auto;
  outline: 1px solid var(--line); background: #fff; }
figcaption { font-size: .85rem; color: var(--soft); text-align: center; padding-top: .25rem; }
.none { display: grid; place-items: center; min-height: 8rem; padding: 1rem; text-align: center;
  border: 1px dashed var(--line); color: var(--soft); overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem .9rem;
  margin: .5rem 0 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
dd ul, dd ol { margin: 0; }
summary { cursor: pointer; color: var(--soft); }
@media (max-width: 34rem) { body { padding: .6rem; } dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .35rem; } .pictures { gap: .4rem; } }
@media print { body { background: #fff; max-width: none; } .filters, .choice { display: none; }
  article { break-inside: avoid; border-color: #999; } details:not([open]) { display: none; } }
"""
)


def filter_rules(kinds: list[str]) -> str:
    """Return the rules that make the choices above the list work without a script."""
    shown = [
        f"#only-{kind}:checked ~ main article:not(.is-{kind}) {{ display: none; }}"
        for kind in kinds
    ]
    marked = [
        f'#only-{kind}:checked ~ nav label[for="only-{kind}"] '
        "{ background: var(--ink); color: var(--paper); }"
        for kind in ("all", *kinds)
    ]
    focused = [
        f'#only-{kind}:focus-visible ~ nav label[for="only-{kind}"] '
        "{ outline: 2px solid var(--plan); outline-offset: 1px; }"
        for kind in ("all", *kinds)
    ]
    return "\n".join([*shown, *marked, *focused])
