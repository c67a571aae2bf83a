"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const filters = { unit: get("by-unit"), severity: get("by-severity"), code: get("by-code"), form: get("by-form") };
  const query = get("q");
  const units = [...document.querySelectorAll(".unit")].map((element) => ({
    element,
    number: element.id.slice(1),
    items: [...element.querySelectorAll("li")],
    heading: "",
    texts: null,
  }));
  const rows = [...document.querySelectorAll("tr[data-u]")];

  // The texts are only gathered when somebody searches: there may be tens of thousands.
  const prepare = (unit) => {
    unit.heading = (unit.element.querySelector("summary").textContent + unit.element.querySelector(".file").textContent).toLowerCase();
    unit.texts = unit.items.map((item) => item.textContent.toLowerCase());
  };

  const apply = () => {
    const words = query.value.trim().toLowerCase();
    const { unit: number, severity, code, form } = Object.fromEntries(Object.entries(filters).map(([key, each]) => [key, each.value]));
    const asked = Boolean(words || severity || code || form);
    const shown = new Set();
    let findings = 0;
    for (const unit of units) {
      let left = 0;
      if (!number || unit.number === number) {
        if (words && !unit.texts) prepare(unit);
        const named = Boolean(words) && unit.heading.includes(words);
        unit.items.forEach((item, position) => {
          const { s, c, f } = item.dataset;
          const fits = (!severity || s === severity) && (!code || c === code) && (!form || f.split(" ").includes(form)) && (!words || named || unit.texts[position].includes(words));
          item.hidden = !fits;
          left += fits;
        });
        if (left || !asked || (named && !severity && !code && !form)) shown.add(unit.number);
      }
      unit.element.hidden = !shown.has(unit.number);
      findings += left;
    }
    for (const row of rows) row.hidden = !shown.has(row.dataset.u);
    if (asked || number) {
      // Few are read at once, many are looked through.
      if (shown.size <= 20) for (const unit of units) if (shown.has(unit.number)) unit.element.open = true;
    }
    get("shown").textContent = `显示 ${shown.size} 份来件，${findings} 处问题` + (asked || number ? `（共 ${units.length} 份）` : "");
  };

  let waiting;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  });
  for (const each of Object.values(filters)) each.addEventListener("change", apply);
  get("reset").addEventListener("click", () => {
    query.value = "";
    for (const each of Object.values(filters)) each.value = "";
    apply();
  });
  const open = (state) => () => {
    for (const unit of units) if (!unit.element.hidden) unit.element.open = state;
  };
  get("open-all").addEventListener("click", open(true));
  get("close-all").addEventListener("click", open(false));

  // A link to a closed unit opens it, and brings it back if it is filtered out.
  const follow = () => {
    const target = get(location.hash.slice(1));
    if (target && target.matches(".unit")) {
      target.hidden = false;
      target.open = true;
      target.scrollIntoView();
    }
  };
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#u"]');
    if (link && link.hash === location.hash) follow();
  });

  for (const table of document.querySelectorAll(".sortable")) {
    const body = table.tBodies[0];
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      heading.replaceChildren(button);
      button.addEventListener("click", () => {
        const sign = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        for (const each of headings) each.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
        const keyed = [...body.rows].map((row) => {
          const text = row.cells[column].textContent.trim();
          const number = text === "" || text === "—" ? NaN : Number(text.replace("−", "-").replace("+", ""));
          return { row, text, number };
        });
        const collator = new Intl.Collator("zh-CN", { numeric: true });
        keyed.sort((one, other) => {
          const blank = (each) => each.text === "" || each.text === "—";
          if (blank(one) !== blank(other)) return blank(one) ? 1 : -1;
          const both = !Number.isNaN(one.number) && !Number.isNaN(other.number);
          return sign * (both ? one.number - other.number : collator.compare(one.text, other.text));
        });
        body.append(...keyed.map((each) => each.row));
      });
    });
  }

  // What is closed would not be printed by every browser.
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const each of closed) each.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const each of closed) each.open = false;
  });

  get("filters").hidden = false;
  apply();
  follow();
})();
