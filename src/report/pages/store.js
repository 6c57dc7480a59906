"use strict";
(() => {
const body = document.querySelector("tbody");
const rows = [...body.rows];
const filter = document.getElementById("filter");
const shown = document.getElementById("shown");
const heads = [...document.querySelectorAll("thead th[data-column]")];

function show() {
  const words = filter.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
  let n = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) n++;
  }
  shown.textContent = n === rows.length ? `${n} runs` : `${n} of ${rows.length} runs`;
  location.hash === "" && filter.value === "" ||
    history.replaceState(null, "", "#" + encodeURIComponent(filter.value));
}

function valueOf(row, column) {
  const value = row.cells[column].dataset.value ?? row.cells[column].textContent;
  return value !== "" && !isNaN(value) ? Number(value) : value;
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", {numeric: true});
}

function sort(head) {
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of heads) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const column = head.cellIndex;
  rows.sort((a, b) => compare(valueOf(a, column), valueOf(b, column)) * (down ? -1 : 1));
  body.append(...rows);
}

for (const head of heads) head.querySelector("button").addEventListener("click", () => sort(head));
filter.addEventListener("input", show);
filter.value = decodeURIComponent(location.hash.slice(1));
show();
})();
