"use strict";
(() => {
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.v === undefined ? cell.textContent : cell.dataset.v === "" ? null : Number(cell.dataset.v);
  };
  const compare = (a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  };
  for (const table of document.querySelectorAll("table.data")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => head.querySelector("button")?.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map(row => ({ row, key: value(row, column) }));
      rows.sort((a, b) => a.key === null || b.key === null ? compare(a.key, b.key) : down ? compare(b.key, a.key) : compare(a.key, b.key));
      body.append(...rows.map(item => item.row));
    }));
  }
  for (const filter of document.querySelectorAll("input[data-table]")) {
    const body = document.getElementById(filter.dataset.table).tBodies[0];
    const count = document.getElementById(filter.dataset.count);
    const total = body.rows.length;
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of body.rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every(word => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = shown === total ? `${total} rows` : `${shown} of ${total} rows`;
    });
  }
  const select = (node) => { const range = document.createRange(); range.selectNodeContents(node); getSelection().removeAllRanges(); getSelection().addRange(range); };
  const copy = async (button, text, node) => {
    let done = true;
    // The clipboard is refused to pages without focus, and to some that were opened from a disk; a selection can be copied then.
    try { await navigator.clipboard.writeText(text); } catch { select(node); done = document.execCommand("copy"); }
    const before = button.dataset.text ??= button.textContent;
    button.textContent = done ? "Copied" : "Press Ctrl+C";
    setTimeout(() => { button.textContent = before; }, 2000);
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const node = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", () => copy(button, node.textContent, node));
  }
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
