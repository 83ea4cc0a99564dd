"use strict";
(() => {
  const select = (node) => { const range = document.createRange(); range.selectNodeContents(node); getSelection().removeAllRanges(); getSelection().addRange(range); };
  const copySelected = (text) => {
    const area = document.createElement("pre");
    area.textContent = text;
    document.body.append(area);
    select(area);
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  const copy = async (pressed, text, node) => {
    let done = true;
    // The clipboard is refused to pages without focus, and to some that were opened from a disk; a selection can be copied then.
    try { await navigator.clipboard.writeText(text); } catch { done = copySelected(text); if (!done && node) select(node); }
    const before = pressed.dataset.text ??= pressed.textContent;
    pressed.textContent = done ? "Copied" : node ? "Press Ctrl+C" : "Not copied";
    setTimeout(() => { pressed.textContent = before; }, 2000);
  };
  for (const pressed of document.querySelectorAll("button[data-copy]")) {
    const node = document.getElementById(pressed.dataset.copy);
    pressed.hidden = false;
    pressed.addEventListener("click", () => copy(pressed, node.textContent, node));
  }
  // A number that a cell states, its text, or null where it states nothing.
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.v === undefined ? cell.textContent : cell.dataset.v === "" ? null : Number(cell.dataset.v);
  };
  const compare = (a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  };
  const operators = {
    "=": (a, b) => a === b, "==": (a, b) => a === b, "!=": (a, b) => a !== b,
    "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
  };
  const number = (text) => text.trim() === "" ? NaN : /^[+-]?inf(inity)?$/i.test(text) ? (text[0] === "-" ? -Infinity : Infinity) : Number(text);
  // Words, and conditions on columns: key=value, key!=value, key>=number. Quotes keep blanks together.
  const parse = (text, keys) => {
    const tests = [];
    const unknown = [];
    for (const item of text.match(/(?:"[^"]*"|[^\s"])+/g) ?? []) {
      const plain = item.replaceAll('"', "");
      const found = /^([^=<>!]+)(==|!=|<=|>=|=|<|>)(.*)$/s.exec(plain);
      const column = found ? keys.indexOf(found[1].trim().toLowerCase()) : -1;
      if (!found) { tests.push(row => row.textContent.toLowerCase().includes(plain.toLowerCase())); continue; }
      if (column < 0) { unknown.push(found[1].trim()); continue; }
      const wanted = number(found[3]);
      const test = operators[found[2]];
      const isOrder = found[2].startsWith("<") || found[2].startsWith(">");
      tests.push(row => {
        const has = value(row, column);
        if (typeof has === "number") return !Number.isNaN(wanted) ? test(has, wanted) : found[2] === "!=";
        if (isOrder) return false;
        return test((has ?? "").toLowerCase(), found[3].toLowerCase());
      });
    }
    return { tests, unknown };
  };
  const escapeCsv = (text) => {
    // A spreadsheet would execute text that begins like a formula.
    const safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
    return /[",\n\r]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  };
  const escapeMarkdown = (text) => text.replace(/\s+/g, " ").replace(/[\\`*_{}\[\]<>|#~&]/g, "\\$&");
  const button = (text, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "copy";
    made.textContent = text;
    if (label) made.setAttribute("aria-label", label);
    return made;
  };
  for (const table of document.querySelectorAll("table.data")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const keys = heads.map(head => head.dataset.k.toLowerCase());
    const names = heads.map(head => head.textContent);
    // A row, and the one below it that it unfolds to.
    const entries = [];
    for (const row of body.rows) {
      if (row.classList.contains("detail")) entries.at(-1).detail = row; else entries.push({ row, detail: null });
    }
    const unfold = (entry, open) => {
      entry.row.querySelector(".unfold").setAttribute("aria-expanded", String(open));
      entry.detail.hidden = !open;
    };
    for (const entry of entries) {
      if (entry.detail) entry.row.querySelector(".unfold").addEventListener("click", () => unfold(entry, entry.detail.hidden));
    }
    heads.forEach((head, column) => head.querySelector("button")?.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      for (const entry of entries) entry.key = value(entry.row, column);
      entries.sort((a, b) => a.key === null || b.key === null ? compare(a.key, b.key) : down ? compare(b.key, a.key) : compare(a.key, b.key));
      body.append(...entries.flatMap(entry => entry.detail ? [entry.row, entry.detail] : [entry.row]));
    }));
    const filter = document.querySelector(`input[data-table="${table.id}"]`);
    if (!filter) continue;
    const count = document.getElementById(filter.dataset.count);
    filter.addEventListener("input", () => {
      const { tests, unknown } = parse(filter.value, keys);
      let shown = 0;
      for (const { row, detail } of entries) {
        row.hidden = !tests.every(test => test(row));
        detail?.classList.toggle("out", row.hidden);
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = (shown === entries.length ? `${shown} rows` : `${shown} of ${entries.length} rows`)
        + (unknown.length ? `; no column ${unknown.join(", ")}` : "");
    });
    const chosen = document.createElement("details");
    chosen.className = "columns";
    chosen.innerHTML = "<summary>Columns</summary>";
    const list = document.createElement("div");
    names.forEach((name, column) => {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = true;
      box.addEventListener("change", () => {
        heads[column].hidden = !box.checked;
        for (const { row } of entries) row.cells[column].hidden = !box.checked;
      });
      label.append(box, " " + name);
      list.append(label);
    });
    chosen.append(list);
    const shownColumns = () => heads.map((head, column) => column).filter(column => !heads[column].hidden);
    const shownRows = () => entries.map(entry => entry.row).filter(row => !row.hidden);
    const csv = button("Copy CSV", "Copy the rows and columns shown as CSV");
    csv.addEventListener("click", () => copy(csv, [
      shownColumns().map(column => escapeCsv(names[column])).join(","),
      ...shownRows().map(row => shownColumns().map(column => {
        const number = row.cells[column].dataset.v;
        return number === undefined ? escapeCsv(row.cells[column].textContent) : number;
      }).join(",")),
    ].join("\n") + "\n"));
    const markdown = button("Copy Markdown", "Copy the rows and columns shown as a Markdown table");
    markdown.addEventListener("click", () => copy(markdown, [
      "| " + shownColumns().map(column => escapeMarkdown(names[column])).join(" | ") + " |",
      "|" + shownColumns().map(column => heads[column].classList.contains("n") ? "--:|" : "---|").join(""),
      ...shownRows().map(row => "| " + shownColumns().map(column => escapeMarkdown(row.cells[column].textContent)).join(" | ") + " |"),
    ].join("\n") + "\n"));
    filter.parentElement.append(chosen, csv, markdown);
  }
  // On paper nothing unfolds.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open]):not(.columns)")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of folded) details.open = false; });
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);
  const texts = new WeakMap();
  const show = (spot) => {
    const title = spot.querySelector("title");
    if (title) { texts.set(spot, title.textContent); spot.setAttribute("aria-label", title.textContent); title.remove(); }
    tip.textContent = texts.get(spot);
    tip.hidden = false;
    const box = spot.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.right + 8), innerWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 6;
    tip.style.left = left + "px";
    tip.style.top = (above < 8 ? box.bottom + 6 : above) + "px";
  };
  const hide = () => { tip.hidden = true; };
  for (const figure of document.querySelectorAll("figure")) {
    const spots = [...figure.querySelectorAll(".spot")];
    if (!spots.length) continue;
    figure.addEventListener("pointerover", event => event.target.classList?.contains("spot") ? show(event.target) : hide());
    figure.addEventListener("pointerleave", hide);
    figure.addEventListener("focusin", event => { if (event.target.classList?.contains("spot")) show(event.target); });
    figure.addEventListener("focusout", hide);
    // One stop for the Tab key per figure; the arrows go from point to point.
    spots.forEach((spot, index) => spot.setAttribute("tabindex", index === 0 ? "0" : "-1"));
    figure.addEventListener("keydown", event => {
      const at = spots.indexOf(document.activeElement);
      if (event.key === "Escape") { hide(); return; }
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (at < 0 || !step) return;
      event.preventDefault();
      // Points of hidden curves are passed over.
      let place = at;
      do { place = (place + step + spots.length) % spots.length; } while (spots[place].classList.contains("off") && place !== at);
      const next = spots[place];
      next.focus();
      // A page in a window without focus gets no focus events.
      show(next);
    });
  }
  addEventListener("scroll", hide, { passive: true, capture: true });
})();
