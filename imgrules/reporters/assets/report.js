"use strict";
// Filters, keys and links. The page is whole without this: the form stays hidden then.
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const form = document.getElementById("filters");
  const boxes = document.getElementById("boxes");
  const fields = form.elements;
  const words = (text) => (text || "").split(" ").filter(Boolean);

  const entries = all(".entry").map((node) => ({
    node,
    roles: words(node.dataset.roles),
    findings: all("[data-rules]", node).map((element) => ({
      element,
      rules: words(element.dataset.rules),
      outcome: element.dataset.outcome,
    })),
  }));

  const value = (name) => (fields[name] ? fields[name].value : "");
  const lower = (name) => value(name).trim().toLowerCase();

  // Without an outcome asked for, a rule is looked for where it found something.
  const answers = (finding, rule, outcome) =>
    (!rule || finding.rules.includes(rule)) &&
    (outcome ? finding.outcome === outcome : finding.outcome !== "pass");

  function matches(entry, asked, hits) {
    const data = entry.node.dataset;
    if (asked.role && !entry.roles.includes(asked.role)) return false;
    if (asked.sku && !data.sku.toLowerCase().includes(asked.sku)) return false;
    if (!words(asked.words).every((word) => data.text.includes(word))) return false;
    if (asked.outcome === "pass" && !asked.rule) return data.verdict === "pass";
    return !(asked.rule || asked.outcome) || hits.size > 0;
  }

  // A box is drawn as long as one of the findings it belongs to is listed.
  function hideBoxes(entry) {
    const listed = new Set(all(".finding:not([hidden]) .n", entry).map((each) => each.textContent));
    for (const box of all(".boxes [data-n]", entry)) {
      box.toggleAttribute("hidden", !words(box.dataset.n).some((each) => listed.has(each)));
    }
  }

  function apply() {
    const asked = {
      rule: value("rule"), outcome: value("outcome"), role: value("role"),
      sku: lower("sku"), words: lower("words"),
    };
    const narrowed = Object.values(asked).some(Boolean);
    let shown = 0, total = 0;
    for (const entry of entries) {
      const hits = new Set(entry.findings.filter((each) => answers(each, asked.rule, asked.outcome)));
      const fits = matches(entry, asked, hits);
      entry.node.hidden = !fits;
      if (entry.node.matches("article")) { total += 1; shown += fits; }
      for (const each of entry.findings) {
        if (each.outcome === "pass") continue;
        each.element.hidden = Boolean(asked.rule || asked.outcome) && !hits.has(each);
      }
      hideBoxes(entry.node);
    }
    for (const section of all("main > section, .together")) {
      const left = all(".entry:not([hidden])", section).length;
      section.hidden = left === 0;
      const fold = section.querySelector(":scope > details");
      if (fold) fold.open = narrowed && left > 0;
    }
    fields.shown.value = narrowed ? `${shown} of ${total} pictures shown` : `${total} pictures shown`;
  }

  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) { form.reset(); apply(); }
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  }

  function step(by) {
    const reachable = all("article.entry").filter((node) => node.checkVisibility());
    const here = document.activeElement && document.activeElement.closest(".entry");
    const at = here ? reachable.indexOf(here) + by : by > 0 ? 0 : -1;
    const next = reachable[at];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
  }

  const keys = {
    j: () => step(1), ArrowRight: () => step(1), k: () => step(-1), ArrowLeft: () => step(-1),
    b: () => boxes.click(), "/": () => fields.words.focus(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !fields.keys.checked) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // The table by rule filters: without the script its links lead to the first finding.
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("a[data-only]");
    if (!chosen) return;
    event.preventDefault();
    form.reset();
    fields.rule.value = chosen.dataset.only;
    fields.outcome.value = chosen.dataset.outcome;
    apply();
    document.getElementById("pictures").scrollIntoView();
    fields.rule.focus({ preventScroll: true });
  });

  function light(event, on) {
    const finding = event.target.closest(".finding");
    const number = finding && finding.querySelector(".n");
    if (!number) return;
    for (const box of all(`.boxes [data-n~="${number.textContent}"]`, finding.closest(".entry"))) {
      box.classList.toggle("lit", on);
    }
  }
  document.addEventListener("pointerover", (event) => light(event, true));
  document.addEventListener("pointerout", (event) => light(event, false));
  document.addEventListener("focusin", (event) => light(event, true));
  document.addEventListener("focusout", (event) => light(event, false));

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  window.addEventListener("hashchange", reveal);
  form.hidden = false;
  apply();
  reveal();
})();
