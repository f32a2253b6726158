"use strict";
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const name = () => { button.textContent = isDark() ? "Light" : "Dark"; };
  button.hidden = false;
  button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; name(); });
  dark.addEventListener("change", name);
  name();

  // Readings of the fan charts: the month under the pointer, or chosen with the arrow keys.
  const tip = document.getElementById("tip");
  const line = (tag, text) => { const element = document.createElement(tag); element.textContent = text; return element; };
  for (const figure of document.querySelectorAll("figure.chart")) {
    const svg = figure.querySelector("svg");
    const reading = svg.querySelector(".reading");
    const rows = figure.dataset.readings.split("\n").map((row) => row.split("\t")).filter((row) => row.length === 7);
    if (!rows.length) continue;
    let chosen = rows.length - 1;
    const hide = () => { reading.setAttribute("hidden", ""); tip.hidden = true; };
    const show = () => {
      const [month, x, y, median, half, eighty, ninety] = rows[chosen];
      const box = svg.getBoundingClientRect();
      const scale = box.width / svg.viewBox.baseVal.width;
      const cursor = reading.querySelector("line");
      const dot = reading.querySelector("circle");
      for (const [key, value] of [["x1", x], ["x2", x], ["y1", 12], ["y2", svg.viewBox.baseVal.height - 24]]) cursor.setAttribute(key, value);
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", y || 0);
      dot.style.display = y ? "" : "none";
      reading.removeAttribute("hidden");
      tip.replaceChildren(line("b", `${month}: ${median}`));
      if (half) for (const [share, range] of [["half", half], ["80 %", eighty], ["90 %", ninety]]) tip.append(line("span", `${share} of the runs: ${range}`));
      tip.hidden = false;
      const left = box.left + x * scale + 14;
      const room = root.clientWidth - tip.offsetWidth - 8;
      tip.style.left = `${scrollX + (left > room ? Math.max(4, left - tip.offsetWidth - 28) : left)}px`;
      tip.style.top = `${scrollY + box.top + 16}px`;
    };
    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
      chosen = rows.reduce((best, row, index) => (Math.abs(row[1] - x) < Math.abs(rows[best][1] - x) ? index : best), 0);
      show();
    });
    svg.addEventListener("pointerleave", hide);
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -rows.length, End: rows.length }[event.key];
      if (event.key === "Escape") hide();
      if (!step) return;
      event.preventDefault();
      chosen = Math.min(rows.length - 1, Math.max(0, chosen + step));
      show();
    });
    svg.addEventListener("blur", hide);
  }

  // Filters of the long tables.
  for (const paragraph of document.querySelectorAll(".filter")) {
    paragraph.hidden = false;
    const input = paragraph.querySelector("input");
    const section = document.getElementById(input.dataset.filter);
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      for (const group of section.querySelectorAll("details.group")) {
        let here = 0;
        for (const row of group.querySelectorAll("tbody tr")) {
          const text = row.textContent.toLowerCase();
          row.hidden = !words.every((word) => text.includes(word));
          here += row.hidden ? 0 : 1;
        }
        group.hidden = here === 0;
        group.open = words.length > 0 && here > 0;
        found += here;
      }
      paragraph.querySelector("span").textContent = words.length ? `${found} found` : "";
    });
  }

  // Paper shows everything.
  let closed = [];
  addEventListener("beforeprint", () => { closed = [...document.querySelectorAll("details:not([open])")]; for (const details of closed) details.open = true; });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
})();
