// The history as the page holds it: columns of numbers, and texts by number.
const data = JSON.parse(document.getElementById("data").textContent);
const none = [];
const ops = data.operations;
for (const column of ["place", "process", "lane", "began", "took", "outcome", "function", "key",
  "asked", "answer", "error", "violations"]) ops[column] ??= none;
const count = ops.place.length;
const violations = ops.violations;
const violationNumber = new Map(violations.map((call, i) => [call, i + 1]));
const outcomes = ["answered", "refused", "unknown"];
const textOf = (column, call) => data.texts[ops[column][call]];
const ended = (call) => ops.began[call] + ops.took[call];

// The calls of each lane as they began, and the latest end up to each: what is in view is found by
// halving, however long the history is.
const lanes = Array.from({length: data.lanes}, () => ({calls: [], until: []}));
for (let call = 0; call < count; ++call) lanes[ops.lane[call]].calls.push(call);
for (const lane of lanes) {
  lane.calls.sort((a, b) => ops.began[a] - ops.began[b]);
  let until = -Infinity;
  for (const call of lane.calls) lane.until.push(until = Math.max(until, ended(call)));
}

function halving(length, isBefore) {
  let low = 0, high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1; else high = middle;
  }
  return low;
}

// The places in lane.calls of what touches the span of time.
function within(lane, from, to) {
  return [halving(lane.until.length, (i) => lane.until[i] < from),
    halving(lane.calls.length, (i) => ops.began[lane.calls[i]] <= to)];
}

// A time as a person says it, with as many digits as tell `step` apart.
function timeText(time, step) {
  if (data.unit === "events") return step >= 1 ? `event ${Math.round(time)}` : `event ${time.toFixed(1)}`;
  const digits = Math.max(0, Math.min(9, Math.ceil(9 - Math.log10(Math.max(step, 1)) - 1e-9)));
  return `${(time / 1e9).toFixed(digits)} s`;
}

function tookText(time) {
  if (data.unit === "events") return `${time} events`;
  for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) {
    if (time >= size) return `${Number((time / size).toPrecision(4))} ${unit}`;
  }
  return `${time} ns`;
}

function outcomeText(call) {
  const answer = textOf("answer", call);
  // A call without input, such as a read, answers nil where there is nothing.
  if (ops.outcome[call] === 0) return answer !== "" ? answer : textOf("asked", call) === "" ? "nil" : "ok";
  return ops.outcome[call] === 1 ? "refused" : "?";
}

function labelOf(call, withKey) {
  const key = withKey && textOf("key", call) !== "" ? textOf("key", call) + " " : "";
  const asked = textOf("asked", call);
  const answer = outcomeText(call);
  const shown = answer === asked || answer === "ok" ? "" : " → " + answer;
  return key + textOf("function", call) + (asked === "" ? "" : " " + asked) + shown;
}
