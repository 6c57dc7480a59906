// What is told of a call, beside the pointer and in the panel. Texts are set as texts, never as HTML.
const tip = document.getElementById("tip");
const details = document.getElementById("details");

function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.append(...content);
  return element;
}

function rowsOf(call) {
  const lane = ops.lane[call], process = ops.process[call];
  const rows = [["outcome", make("span", `outcome outcome-${ops.outcome[call]}`,
    ["✓ answered", "– refused: it did not take effect", "? unknown: it may take effect now, later or never"][ops.outcome[call]])]];
  for (const [name, column] of [["key", "key"], ["input", "asked"], ["output", "answer"], ["error", "error"]]) {
    if (textOf(column, call) !== "") rows.push([name, textOf(column, call)]);
  }
  const step = Math.max(1, Math.min(ops.took[call] / 10 || 1e3, 1e6));
  rows.push(["began", timeText(ops.began[call], step)], ["ended", timeText(ended(call), step)],
    ["took", tookText(ops.took[call])], ["worker", lane === process ? String(lane + 1) : `${lane + 1}, as process ${process}`],
    ["index", String(ops.place[call])]);
  const during = data.faults.filter((f) => f.began <= ended(call) && f.ended >= ops.began[call]).map((f) => f.name);
  if (during.length > 0) rows.push(["during", [...new Set(during)].join(", ")]);
  return rows;
}

function fill(element, call) {
  const list = make("dl", "");
  for (const [name, content] of rowsOf(call)) list.append(make("dt", "", name), make("dd", "", content));
  const parts = [make("h2", "", labelOf(call, true)), list];
  if (violationNumber.has(call)) {
    parts.unshift(make("p", "is-violation", `▼ violating call ${violationNumber.get(call)} of ${violations.length}`));
  }
  element.replaceChildren(...parts);
}

function showTip(call, x, y) {
  if (call < 0) { tip.hidden = true; return; }
  fill(tip, call);
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(x + 16, innerWidth - box.width - 8)) + "px";
  tip.style.top = (y + 20 + box.height > innerHeight ? Math.max(4, y - box.height - 14) : y + 20) + "px";
}

function showFault(fault, x, y) {
  const list = make("dl", "");
  const rows = [["from", timeText(fault.began, 1e6)], ["to", timeText(fault.ended, 1e6) + (fault.open ? " (never undone)" : "")],
    ["lasted", tookText(fault.ended - fault.began)]];
  if (fault.arguments !== "") rows.unshift(["what", fault.arguments]);
  for (const [name, text] of rows) list.append(make("dt", "", name), make("dd", "", text));
  tip.replaceChildren(make("h2", "", "fault: " + fault.name), list);
  tip.hidden = false;
  tip.style.left = Math.max(4, Math.min(x + 16, innerWidth - tip.offsetWidth - 8)) + "px";
  tip.style.top = y + 20 + "px";
}

function showDetails(call) {
  if (call < 0) {
    details.replaceChildren(make("h2", "", "Call"),
      make("p", "hint", "Point at a call, or choose one by a click or the arrow keys."));
    return;
  }
  fill(details, call);
  if (related.size > 0) {
    details.append(make("p", "hint", `${related.size} other ${related.size === 1 ? "call has" : "calls have"} ` +
      `to do with ${valueOf(call)}${textOf("key", call) === "" ? "" : " of this key"}; they are framed with dots.`));
  }
}
