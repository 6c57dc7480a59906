// The drawing: what is in view, on a canvas of the size of the window.
const chart = document.getElementById("chart");
const sheet = document.getElementById("sheet");
const canvas = document.getElementById("canvas");
const pen = canvas.getContext("2d");
const marks = document.getElementById("marks");
const axisHeight = 26, faultHeight = 20;
let laneHeight = 30, barHeight = 20;  // more where there is room
const gutter = 86;  // for the names of the lanes
const ink = {};
const patterns = new Map();
let width = 0, height = 0, related = new Set();

// Windows of faults in rows, so that those that overlap are all seen.
const faultRows = [];
for (const fault of data.faults) {
  let row = faultRows.findIndex((until) => until <= fault.began);
  if (row < 0) row = faultRows.push(0) - 1;
  faultRows[row] = Math.max(fault.ended, fault.began + 1);
  fault.row = row;
}
const faultNames = [...new Set(data.faults.map((fault) => fault.name))];
const top0 = axisHeight + faultRows.length * faultHeight + 4;

const xOf = (time) => gutter + (time - view.from) / (view.to - view.from) * (width - gutter);
const timeAt = (x) => view.from + (x - gutter) / (width - gutter) * (view.to - view.from);
const yOf = (lane) => top0 + lane * laneHeight - chart.scrollTop;

function readInk() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["page", "panel", "line", "faint", "text", "muted", "ok-fill", "ok-edge", "ok-text",
    "no-fill", "no-edge", "no-text", "maybe-fill", "maybe-edge", "maybe-text", "bad-fill", "bad-edge",
    "bad-text", "fault", "focus", "sans", "mono"]) ink[name] = style.getPropertyValue("--" + name).trim();
  patterns.clear();
}

function fit() {
  const ratio = window.devicePixelRatio || 1;
  width = chart.clientWidth; height = chart.clientHeight;
  laneHeight = Math.round(Math.min(42, Math.max(28, (height - top0 - 10) / Math.max(1, data.lanes))));
  barHeight = Math.min(24, laneHeight - 10);
  for (const [surface, w, h] of [[canvas, width, height], [overview, overview.clientWidth, 46]]) {
    surface.width = Math.round(w * ratio); surface.height = Math.round(h * ratio);
    if (surface === canvas) { surface.style.width = w + "px"; surface.style.height = h + "px"; }
    surface.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
  }
  // The sheet has no height of its own, so the room below it is all that scrolls.
  document.getElementById("room").style.height = top0 + data.lanes * laneHeight + 8 + "px";
}

// Each fault has a hatch of its own angle, so that it is told apart without its colour.
function hatch(name) {
  if (!patterns.has(name)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const brush = tile.getContext("2d");
    brush.strokeStyle = ink.fault; brush.lineWidth = 1.2; brush.globalAlpha = .55;
    brush.beginPath();
    const lines = [[[0, 8, 8, 0], [-2, 2, 2, -2], [6, 10, 10, 6]], [[0, 0, 8, 8], [-2, 6, 2, 10], [6, -2, 10, 2]],
      [[0, 4, 8, 4]], [[4, 0, 4, 8]]][faultNames.indexOf(name) % 4];
    for (const [x0, y0, x1, y1] of lines) { brush.moveTo(x0, y0); brush.lineTo(x1, y1); }
    brush.stroke();
    patterns.set(name, pen.createPattern(tile, "repeat"));
  }
  return patterns.get(name);
}

function tickStep(span, room) {
  const rough = span / Math.max(2, room / 130);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((n) => n * power >= rough) * power;
  return data.unit === "events" ? Math.max(1, step) : step;
}

function eachTick(draw) {
  const step = tickStep(view.to - view.from, width - gutter);
  for (let at = Math.max(0, Math.ceil(view.from / step)); at * step <= view.to; ++at) {
    const x = xOf(at * step);
    if (x >= gutter) draw(Math.round(x) + .5, at * step, step);
  }
}

function paintBackground() {
  pen.fillStyle = ink.page; pen.fillRect(0, 0, width, height);
  for (let lane = 1; lane < data.lanes; lane += 2) {
    pen.fillStyle = ink.panel; pen.fillRect(0, yOf(lane), width, laneHeight);
  }
  pen.strokeStyle = ink.faint; pen.lineWidth = 1;
  pen.beginPath();
  eachTick((x) => { pen.moveTo(x, axisHeight); pen.lineTo(x, height); });
  pen.stroke();
  const bottom = Math.min(height, yOf(data.lanes));
  for (const fault of data.faults) {
    const x0 = Math.max(gutter, xOf(fault.began)), x1 = Math.min(width, Math.max(xOf(fault.ended), xOf(fault.began) + 1));
    if (x1 < gutter || x0 > width) continue;
    pen.globalAlpha = .13; pen.fillStyle = ink.fault; pen.fillRect(x0, axisHeight, x1 - x0, bottom - axisHeight);
    pen.globalAlpha = .5; pen.strokeStyle = ink.fault; pen.setLineDash([2, 3]);
    pen.beginPath();
    for (const x of [xOf(fault.began), xOf(fault.ended)]) if (x >= gutter && x <= width) { pen.moveTo(x, axisHeight); pen.lineTo(x, bottom); }
    pen.stroke(); pen.setLineDash([]);
  }
  pen.globalAlpha = 1;
}

const advance = () => pen.measureText("0").width;

function cut(text, room, each) {
  const most = Math.floor(room / each);
  if (text.length <= most) return text;
  return most < 3 ? "" : text.slice(0, most - 1) + "…";
}

const styles = [
  {fill: "ok-fill", edge: "ok-edge", text: "ok-text", dash: []},
  {fill: "no-fill", edge: "no-edge", text: "no-text", dash: [3, 3]},
  {fill: "maybe-fill", edge: "maybe-edge", text: "maybe-text", dash: []},
  {fill: "bad-fill", edge: "bad-edge", text: "bad-text", dash: []},
];

// Where a call is drawn; one of unknown outcome goes on to the right, as far as its lane is free.
function boxOf(call, nextBegan) {
  const x0 = xOf(ops.began[call]);
  let x1 = Math.max(xOf(ended(call)), x0 + 2);
  const solid = x1;
  if (ops.outcome[call] === 2) x1 = Math.max(x1, Math.min(x1 + 70, xOf(nextBegan) - 2));
  return {x0, x1, solid};
}

// `free` is where the next call of the lane begins.
function paintCall(call, box, y, each, free) {
  const guilty = violationNumber.has(call);
  const style = styles[guilty ? 3 : ops.outcome[call]];
  const x0 = Math.max(box.x0, gutter - 4), x1 = Math.min(box.x1, width + 4), w = x1 - x0;
  const top = y + (laneHeight - barHeight) / 2 + 1;
  pen.globalAlpha = passes(call) ? (ops.outcome[call] === 1 && !guilty ? .75 : 1) : .13;
  const tail = ops.outcome[call] === 2 && box.x1 > gutter;
  pen.fillStyle = ink[style.fill];
  if (tail) {
    const fade = pen.createLinearGradient(box.x0, 0, Math.max(box.x1, box.x0 + 1), 0);
    const full = Math.min(.9, Math.max(.25, (box.solid - box.x0) / (box.x1 - box.x0) * .6));
    fade.addColorStop(0, ink[style.fill]); fade.addColorStop(full, ink[style.fill]);
    fade.addColorStop(1, ink[style.fill] + "00");
    pen.fillStyle = fade;
  }
  pen.strokeStyle = ink[style.edge]; pen.lineWidth = guilty ? 2.5 : 1.2;
  if (w < 4) {
    pen.fillStyle = ink[style.edge]; pen.fillRect(x0, top, Math.max(w, guilty ? 3 : 1.5), barHeight);
  } else {
    pen.beginPath();
    if (tail) pen.rect(x0, top, w, barHeight); else pen.roundRect(x0, top, w, barHeight, 3);
    pen.fill();
    pen.setLineDash(style.dash);
    if (tail) {
      pen.beginPath(); pen.moveTo(x0, top); pen.lineTo(x0, top + barHeight); pen.stroke();
      pen.lineWidth = guilty ? 2 : 1; pen.beginPath();
      pen.moveTo(x0, top); pen.lineTo(Math.min(box.solid, x1), top);
      pen.moveTo(x0, top + barHeight); pen.lineTo(Math.min(box.solid, x1), top + barHeight);
    }
    pen.stroke(); pen.setLineDash([]);
  }
  if (passes(call)) paintLabel(call, style, x0, top, w, each, guilty, free);
  if (related.has(call) || call === view.chosen || call === view.pointed) paintRing(call, x0, top, Math.max(w, 3));
  pen.globalAlpha = 1;
}

// In the bar where it fits, else beside it where nothing is in the way, else what fits of it.
function paintLabel(call, style, x0, top, w, each, guilty, free) {
  if (w < 22 && free - x0 < 40) return;
  const label = labelOf(call, view.key === 0);
  const room = label.length * each, beside = room > w - 10 && room + 10 < free - x0 - w;
  const text = beside ? label : cut(label, w - 10, each);
  if (text === "" || (!beside && w < 22)) return;
  pen.fillStyle = ink[beside ? guilty ? "bad-edge" : ops.outcome[call] === 0 ? "text" : "muted" : style.text];
  pen.font = (guilty ? "700 " : "") + `12px ${ink.mono}`;
  pen.fillText(text, beside ? x0 + w + 7 : x0 + 5, top + barHeight / 2 + .5);
}

function paintRing(call, x0, top, w) {
  pen.globalAlpha = 1; pen.strokeStyle = ink.text; pen.lineWidth = 2;
  pen.setLineDash(call === view.chosen ? [] : call === view.pointed ? [] : [2, 2]);
  if (call === view.pointed && call !== view.chosen) pen.lineWidth = 1.5;
  pen.beginPath(); pen.roundRect(x0 - 2.5, top - 2.5, w + 5, barHeight + 5, 5); pen.stroke();
  pen.setLineDash([]);
}

// From one call's ends through all lanes, so that what it overlaps is seen at a glance.
function paintGuides(call) {
  if (call < 0) return;
  pen.strokeStyle = violationNumber.has(call) ? ink["bad-edge"] : ink.text;
  pen.lineWidth = 1; pen.setLineDash([4, 4]); pen.globalAlpha = .75;
  pen.beginPath();
  const times = ops.outcome[call] === 2 ? [ops.began[call]] : [ops.began[call], ended(call)];
  for (const time of times) {
    const x = Math.round(xOf(time)) + .5;
    if (x >= gutter) { pen.moveTo(x, axisHeight); pen.lineTo(x, Math.min(height, yOf(data.lanes))); }
  }
  pen.stroke(); pen.setLineDash([]); pen.globalAlpha = 1;
}

function paintCalls() {
  pen.textBaseline = "middle";
  pen.font = `12px ${ink.mono}`;
  const each = advance();
  const last = Math.min(data.lanes, Math.ceil((height + chart.scrollTop - top0) / laneHeight));
  for (let lane = Math.max(0, Math.floor(chart.scrollTop / laneHeight) - 2); lane < last; ++lane) {
    paintLane(lanes[lane], yOf(lane), each);
  }
}

// Up to where a label may go beside each call: calls that are filtered out are in nobody's way.
function roomAfter(lane, first, end) {
  const frees = [];
  let free = width;
  for (let i = end; i < lane.calls.length && xOf(ops.began[lane.calls[i]]) < width; ++i) {
    if (passes(lane.calls[i])) { free = xOf(ops.began[lane.calls[i]]); break; }
  }
  for (let i = end - 1; i >= first; --i) {
    frees[i - first] = free;
    if (passes(lane.calls[i])) free = Math.min(free, xOf(ops.began[lane.calls[i]]));
  }
  return frees;
}

function paintLane(lane, y, each) {
  // A tail reaches at most 70 pixels beyond the end.
  const reach = (view.to - view.from) / width * 74;
  const [first, end] = within(lane, view.from - reach, view.to);
  const frees = roomAfter(lane, first, end);
  let filled = -Infinity;
  const later = [];
  for (let i = first; i < end; ++i) {
    const call = lane.calls[i], free = frees[i - first];
    const box = boxOf(call, i + 1 < lane.calls.length ? ops.began[lane.calls[i + 1]] : Infinity);
    if (box.x1 < gutter - 4) continue;
    if (violationNumber.has(call) || call === view.chosen || related.has(call)) { later.push([call, box, free]); continue; }
    // Among those that are thinner than a pixel one stands for all.
    if (box.x1 - box.x0 < 3 && box.x0 < filled + .5 && ops.outcome[call] === 0) continue;
    filled = box.x0 + 1;
    paintCall(call, box, y, each, free);
  }
  for (const [call, box, free] of later) paintCall(call, box, y, each, free);
}

function paint() {
  paintBackground();
  paintGuides(view.chosen >= 0 ? view.chosen : view.pointed);
  paintCalls();
  paintFrame();
  placeMarks();
  paintOverview();
}

let asked = 0;
function repaint() {
  if (asked === 0) asked = requestAnimationFrame(() => { asked = 0; paint(); });
}
