// What the reader does, and how the page begins.
const byId = (id) => document.getElementById(id);

function choose(call, showIt) {
  view.chosen = call;
  related = relatedTo(call);
  showDetails(call);
  for (const button of byId("list").querySelectorAll("button")) {
    button.setAttribute("aria-current", Number(button.dataset.call) === call);
  }
  const number = violationNumber.get(call);
  byId("which-violation").textContent = number ? `${number} of ${violations.length}` : `${violations.length}`;
  if (call >= 0 && showIt) bringIntoView(call);
  repaint();
}

function bringIntoView(call) {
  const x0 = xOf(ops.began[call]), x1 = xOf(ended(call));
  if (x0 < gutter || Math.min(x1, x0 + 40) > width) {
    const half = (view.to - view.from) / 2, middle = ops.began[call] + Math.min(ops.took[call] / 2, half * .8);
    look(middle - half, middle + half);
  }
  const y = yOf(ops.lane[call]);
  if (y < top0 + 10) chart.scrollTop -= top0 + 10 - y;
  if (y + laneHeight > height) chart.scrollTop += y + laneHeight + 6 - height;
}

function goToViolation(step) {
  if (violations.length === 0) return;
  const at = violations.indexOf(view.chosen);
  const call = violations[at < 0 ? 0 : (at + step + violations.length) % violations.length];
  lookAt(call);
  choose(call, true);
}

function callAt(x, y) {
  const lane = lanes[Math.floor((y + chart.scrollTop - top0) / laneHeight)];
  if (x < gutter || y < top0 || lane === undefined) return -1;
  const slack = (view.to - view.from) / width * 4, time = timeAt(x);
  const [first, end] = within(lane, time - slack * 18, time + slack);
  let best = -1, distance = Infinity;
  for (let i = first; i < end; ++i) {
    const box = boxOf(lane.calls[i], i + 1 < lane.calls.length ? ops.began[lane.calls[i + 1]] : Infinity);
    const off = Math.max(box.x0 - x, x - box.x1, 0) - (violationNumber.has(lane.calls[i]) ? .5 : 0);
    if (off < 4 && off < distance && passes(lane.calls[i])) [best, distance] = [lane.calls[i], off];
  }
  return best;
}

function faultAt(x, y) {
  const row = Math.floor((y - axisHeight) / faultHeight);
  return data.faults.find((f) => f.row === row && xOf(f.began) - 2 <= x && x <= xOf(f.ended) + 2);
}

// From the chosen call to its neighbour; the first step goes to what is in view.
function stepTo(lanesOn, callsOn) {
  const current = view.chosen >= 0 ? view.chosen : firstInView();
  if (current < 0) return;
  if (view.chosen < 0) { choose(current, true); return; }
  let lane = ops.lane[current] + lanesOn;
  const aim = ops.began[current];
  for (; lanes[lane] !== undefined; lane += lanesOn) {
    const calls = lanes[lane].calls.filter(passes);
    const at = callsOn !== 0 ? calls.indexOf(current) + callsOn
      : calls.reduce((best, call, i) => Math.abs(ops.began[call] - aim) < Math.abs(ops.began[calls[best]] - aim) ? i : best, 0);
    if (calls[at] !== undefined) { choose(calls[at], true); return; }
    if (callsOn !== 0) return;
  }
}

function firstInView() {
  let first = -1;
  for (const lane of lanes) {
    const [from, to] = within(lane, view.from, view.to);
    const call = lane.calls.slice(from, to).find(passes);
    if (call !== undefined && (first < 0 || ops.began[call] < ops.began[first])) first = call;
  }
  return first;
}

function followKeys() {
  const actions = {
    ArrowLeft: () => stepTo(0, -1), ArrowRight: () => stepTo(0, 1), ArrowUp: () => stepTo(-1, 0),
    ArrowDown: () => stepTo(1, 0), n: () => goToViolation(1), p: () => goToViolation(-1), "+": () => zoom(.5),
    "=": () => zoom(.5), "-": () => zoom(2), 0: () => look(whole.from, whole.to), Escape: () => choose(-1),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /SELECT|INPUT/.test(event.target.tagName)) return;
    if (event.key.startsWith("Arrow") && event.target !== chart && event.target !== document.body) return;
    const action = actions[event.key];
    if (action) { action(); event.preventDefault(); }
  });
}

function followPointer() {
  let drag = null;
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("button")) return;
    drag = {x: event.clientX, y: event.clientY, from: view.from, to: view.to, scroll: chart.scrollTop, far: false};
  });
  addEventListener("pointermove", (event) => {
    if (drag === null) return point(event);
    drag.far ||= Math.abs(event.clientX - drag.x) + Math.abs(event.clientY - drag.y) > 4;
    if (!drag.far) return;
    chart.classList.add("moving"); tip.hidden = true;
    const by = (drag.x - event.clientX) / (width - gutter) * (drag.to - drag.from);
    chart.scrollTop = drag.scroll + drag.y - event.clientY;
    look(drag.from + by, drag.to + by);
  });
  addEventListener("pointerup", (event) => {
    if (drag !== null && !drag.far) {
      const box = chart.getBoundingClientRect();
      choose(callAt(event.clientX - box.left, event.clientY - box.top));
    }
    drag = null; chart.classList.remove("moving");
  });
  chart.addEventListener("dblclick", (event) => zoom(.4, timeAt(event.clientX - chart.getBoundingClientRect().left)));
  chart.addEventListener("pointerleave", () => { tip.hidden = true; view.pointed = -1; repaint(); });
  chart.addEventListener("wheel", (event) => {
    const span = view.to - view.from;
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      zoom(1.0025 ** event.deltaY, timeAt(event.clientX - chart.getBoundingClientRect().left));
    } else if (Math.abs(sideways) > 0 && (event.shiftKey || Math.abs(sideways) > Math.abs(event.deltaY))) {
      move(sideways / width * span);
    } else return;
    event.preventDefault();
  }, {passive: false});
}

function point(event) {
  const mark = event.target.closest?.(".violation");
  if (!chart.contains(event.target)) { tip.hidden = true; return; }
  const box = chart.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
  const call = mark ? Number(mark.dataset.call) : callAt(x, y);
  const fault = call < 0 && y > axisHeight && y < top0 ? faultAt(x, y) : undefined;
  if (fault) showFault(fault, event.clientX, event.clientY); else showTip(call, event.clientX, event.clientY);
  if (call !== view.pointed) { view.pointed = call; repaint(); }
}

function refilter() { countBins(); repaint(); }

function chip(label, n, hidden, value) {
  const button = make("button", "chip", label, make("span", "n", n.toLocaleString("en")));
  button.setAttribute("aria-pressed", "true");
  button.title = `Show or hide: ${label}`;
  button.addEventListener("click", () => {
    if (!hidden.delete(value)) hidden.add(value);
    button.setAttribute("aria-pressed", String(!hidden.has(value)));
    refilter();
  });
  return button;
}

function tally(column) {
  const counts = new Map();
  for (const value of ops[column]) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function fillFilters() {
  const functions = [...tally("function")].sort((a, b) => b[1] - a[1]);
  if (functions.length > 1) byId("functions").append(...functions.map(([f, n]) => chip(data.texts[f], n, view.hidden, f)));
  const ends = [...tally("outcome")].sort((a, b) => a[0] - b[0]);
  if (ends.length > 1) byId("outcomes").append(...ends.map(([o, n]) => chip(outcomes[o], n, view.hiddenOutcomes, o)));
  const keys = [...tally("key")].filter(([key]) => key !== 0)
    .sort((a, b) => data.texts[a[0]].localeCompare(data.texts[b[0]], "en", {numeric: true}));
  byId("key-tools").hidden = keys.length === 0;
  byId("key").append(new Option(`all ${keys.length}`, 0), ...keys.map(([key, n]) =>
    new Option(`${data.texts[key]} (${n})`.slice(0, 80), key)));
  byId("key").addEventListener("change", () => { view.key = Number(byId("key").value); refilter(); });
  // A fault of one key is read among the calls of that key.
  const guilty = new Set(violations.map((call) => ops.key[call]));
  if (guilty.size === 1) byId("key").value = String(view.key = [...guilty][0]);
}

function fillHeader() {
  byId("title").textContent = data.title;
  byId("counts").textContent = `${data.all.toLocaleString("en")} call${data.all === 1 ? "" : "s"} by ${data.lanes} worker${data.lanes === 1 ? "" : "s"}` +
    (data.unit === "time" ? ` in ${tookText(data.end)}` : "; no times were recorded: the events are counted") +
    (data.faults.length > 0 ? `, ${data.faults.length} fault${data.faults.length === 1 ? "" : "s"}` : "");
  if (count < data.all) {
    byId("cut").textContent = `Drawn are ${count.toLocaleString("en")} of ${data.all.toLocaleString("en")} calls: ` +
      (violations.length > 0 ? "those around the violating ones." : "the first.");
    byId("cut").hidden = false;
  }
  if (data.finding === null) return;
  const {verdict, checker, algorithm, reason, parts} = data.finding;
  byId("verdict").textContent = verdict;
  byId("verdict").classList.add(verdict);
  byId("verdict").hidden = byId("reason").hidden = false;
  const ran = checker + (algorithm === "" ? "" : ` (${algorithm})`);
  byId("reason").append(reason, make("span", "ran", (reason === "" ? "" : "\n") + (ran === "" ? "" : `Checked: ${ran}.`)));
  if (parts.length > 0) {
    byId("findings").hidden = false;
    byId("parts").append(...parts.slice(0, 100).map((part) => make("p", "", make("span", `verdict ${part.verdict}`, part.verdict),
      ` ${part.checker}${part.reason === "" ? "" : ": " + part.reason}`)));
  }
}

function fillViolations() {
  byId("violation-tools").hidden = byId("violations").hidden = violations.length === 0;
  violations.forEach((call, i) => {
    const item = make("button", "", make("b", "", String(i + 1)), make("span", "", labelOf(call, true)));
    item.dataset.call = call;
    item.addEventListener("click", () => { lookAt(call); choose(call, true); });
    byId("list").append(make("li", "", item));
    const mark = make("button", "violation", String(i + 1));
    mark.dataset.call = call;
    mark.title = labelOf(call, true);
    mark.setAttribute("aria-label", `Violating call ${i + 1}: ${labelOf(call, true)}`);
    mark.addEventListener("click", () => choose(call, true));
    mark.addEventListener("focus", () => choose(call, true));
    marks.append(mark);
  });
}

function fillLegend() {
  const entries = [["ok", "answered"], ["no", "refused: did not happen"], ["maybe", "unknown: fades out, may take effect later"]];
  if (violations.length > 0) entries.push(["bad", "violating, with its number above"]);
  entries.push(["like", "same value as the chosen call"]);
  byId("legend").append(...entries.map(([name, text]) => make("span", "", make("i", name), text)));
}

function begin() {
  fillHeader(); fillFilters(); fillViolations(); fillLegend();
  byId("previous").addEventListener("click", () => goToViolation(-1));
  byId("next").addEventListener("click", () => goToViolation(1));
  byId("in").addEventListener("click", () => zoom(.5));
  byId("out").addEventListener("click", () => zoom(2));
  byId("all").addEventListener("click", () => look(whole.from, whole.to));
  byId("help").addEventListener("click", () => {
    byId("help").setAttribute("aria-expanded", String(byId("keys").hidden));
    byId("keys").hidden = !byId("keys").hidden;
  });
  followKeys(); followPointer(); followOverview();
  chart.addEventListener("scroll", repaint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readInk(); repaint(); });
  readInk(); fit();
  new ResizeObserver(() => { fit(); repaint(); }).observe(chart);
  if (violations.length > 0) {
    lookAt(violations[0]); choose(violations[0], true);
  } else {
    choose(-1);
    // A short history is read at once; of a long one the first part, where single calls are seen.
    look(whole.from, count <= 400 ? whole.to : Math.min(whole.to, usualTook() * 120));
  }
  paint();
  document.documentElement.dataset.ready = "yes";
}
begin();
