// Names of curves in a legend switch their curves on and off.
(() => {
  let hasHint = false;
  for (const figure of document.querySelectorAll("figure")) {
    const keys = [...figure.querySelectorAll(".key")];
    if (keys.length < 2) continue;
    const isOn = key => key.getAttribute("aria-pressed") === "true";
    const set = (key, on) => {
      key.setAttribute("aria-pressed", on);
      for (const part of figure.querySelectorAll(`[data-curve="${key.dataset.curve}"]`)) {
        if (part !== key) part.classList.toggle("off", !on);
      }
    };
    const toggle = key => set(key, !isOn(key));
    // The only curve that is shown is pressed again: all come back.
    const only = key => {
      const isAlone = keys.every(other => isOn(other) === (other === key));
      keys.forEach(other => set(other, isAlone || other === key));
    };
    // A picture with buttons in it is a group; its own label stays.
    figure.querySelector("svg").setAttribute("role", "group");
    keys.forEach((key, index) => {
      key.setAttribute("role", "button");
      key.setAttribute("aria-label", key.dataset.name);
      // One stop for the Tab key per legend; the arrows go from name to name.
      key.setAttribute("tabindex", index === 0 ? "0" : "-1");
      set(key, true);
      key.addEventListener("click", event => event.shiftKey ? only(key) : toggle(key));
      // The two clicks before have cancelled each other out.
      key.addEventListener("dblclick", () => only(key));
      key.addEventListener("keydown", event => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (event.key === "Enter" || event.key === " ") event.shiftKey ? only(key) : toggle(key);
        else if (step) keys[(index + step + keys.length) % keys.length].focus();
        else return;
        event.preventDefault();
      });
    });
    if (!hasHint) {
      hasHint = true;
      const hint = document.createElement("figcaption");
      hint.className = "soft hint";
      hint.textContent = "Click the name of a curve to hide or show it; double-click (or Shift+Enter) to show it alone.";
      figure.append(hint);
    }
  }
})();
// Figures are enlarged by buttons, by the keys + - 0, and by the wheel with Ctrl; an enlarged figure is moved by dragging it, or by Shift and the arrows.
(() => {
  const most = 16;
  const printed = [];
  const button = (text, label, press) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.title = label;
    made.addEventListener("click", press);
    return made;
  };
  for (const figure of document.querySelectorAll("figure")) {
    const svg = figure.querySelector("svg");
    if (!svg) continue;
    const { width, height } = svg.viewBox.baseVal;
    let left = 0, top = 0, scale = 1;
    const show = (x, y, w, h) => svg.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
    const apply = () => {
      left = Math.min(Math.max(0, left), width - width / scale);
      top = Math.min(Math.max(0, top), height - height / scale);
      show(left, top, width / scale, height / scale);
      svg.classList.toggle("zoomed", scale > 1);
      smaller.disabled = whole.disabled = scale === 1;
      larger.disabled = scale === most;
    };
    // The point at these shares of the picture stays where it is.
    const zoom = (factor, atX = 0.5, atY = 0.5) => {
      const next = Math.min(most, Math.max(1, scale * factor));
      left += atX * (width / scale - width / next);
      top += atY * (height / scale - height / next);
      scale = next;
      apply();
    };
    const move = (x, y) => { left += x * width / scale; top += y * height / scale; apply(); };
    const reset = () => { scale = 1; apply(); };
    const larger = button("+", "Enlarge the figure", () => zoom(1.6));
    const smaller = button("\u2212", "Make the figure smaller", () => zoom(1 / 1.6));
    const whole = button("1:1", "Show the whole figure", reset);
    const tools = document.createElement("div");
    tools.className = "zoom";
    tools.append(larger, smaller, whole);
    figure.prepend(tools);
    const share = event => {
      const box = svg.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    };
    svg.addEventListener("wheel", event => {
      // Without Ctrl the wheel scrolls the page.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, ...share(event));
    }, { passive: false });
    let from = null, isDragged = false;
    svg.addEventListener("pointerdown", event => {
      isDragged = false;
      if (scale > 1 && event.button === 0) from = share(event);
    });
    addEventListener("pointermove", event => {
      if (!from) return;
      const [x, y] = share(event);
      if (!isDragged && Math.hypot(x - from[0], y - from[1]) < 0.005) return;
      isDragged = true;
      move(from[0] - x, from[1] - y);
      from = [x, y];
    });
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { from = null; });
    // The end of a drag over a name in the legend is no click on it.
    svg.addEventListener("click", event => { if (isDragged) { event.stopPropagation(); isDragged = false; } }, { capture: true });
    figure.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = { ArrowRight: [0.2, 0], ArrowLeft: [-0.2, 0], ArrowDown: [0, 0.2], ArrowUp: [0, -0.2] }[event.key];
      if (event.shiftKey && step && scale > 1) move(...step);
      else if (event.key === "+" || event.key === "=") zoom(1.6);
      else if (event.key === "-") zoom(1 / 1.6);
      else if (event.key === "0") reset();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }, { capture: true });
    // A point that the keyboard reaches is brought into view.
    svg.addEventListener("focusin", event => {
      const [x, y] = ["cx", "cy"].map(name => Number(event.target.getAttribute?.(name)));
      if (!event.target.classList?.contains("spot")) return;
      if (x < left || x > left + width / scale || y < top || y > top + height / scale) {
        left = x - width / scale / 2;
        top = y - height / scale / 2;
        apply();
      }
    });
    printed.push([() => show(0, 0, width, height), apply]);
    apply();
  }
  // On paper a figure is whole.
  addEventListener("beforeprint", () => printed.forEach(([before]) => before()));
  addEventListener("afterprint", () => printed.forEach(([, after]) => after()));
})();
