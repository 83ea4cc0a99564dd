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
