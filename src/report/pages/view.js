// What is looked at: the span of time, the filters, and the call that is chosen.
const least = data.unit === "events" ? 4 : 2000;  // of the span
const whole = {from: 0, to: Math.max(data.end, least)};
whole.from = -(whole.to * 0.01); whole.to *= 1.02;
const view = {
  from: whole.from, to: whole.to,
  key: 0,                    // the number of its text; 0 is all
  hidden: new Set(),         // functions, by the numbers of their texts
  hiddenOutcomes: new Set(),
  chosen: -1, pointed: -1,
};

function passes(call) {
  return (view.key === 0 || ops.key[call] === view.key) && !view.hidden.has(ops.function[call]) &&
    !view.hiddenOutcomes.has(ops.outcome[call]);
}

function look(from, to) {
  const span = Math.min(Math.max(to - from, least), whole.to - whole.from);
  const middle = (from + to) / 2;
  view.from = Math.min(Math.max(middle - span / 2, whole.from), whole.to - span);
  view.to = view.from + span;
  repaint();
}

function zoom(factor, at = (view.from + view.to) / 2) {
  look(at - (at - view.from) * factor, at + (view.to - at) * factor);
}

function move(by) {
  const span = view.to - view.from;
  const from = Math.min(Math.max(view.from + by, whole.from), whole.to - span);
  look(from, from + span);
}

// The violations together where all of them can be read so; else the one, with what surrounds it.
function lookAt(call) {
  const near = violations.includes(call) ? violations : [call];
  let from = Math.min(...near.map((c) => ops.began[c]));
  let to = Math.max(...near.map(ended));
  const readable = Math.max(usualTook() * 60, usualGap() * 40);
  if (to - from > readable) [from, to] = [ops.began[call], Math.min(ended(call), ops.began[call] + readable)];
  const span = Math.max((to - from) * 1.6, usualTook() * 14, usualGap() * 4);
  const middle = (from + to) / 2;
  look(middle - span / 2, middle + span / 2);
}

let usual = 0;
function usualTook() {
  if (usual === 0) {
    const sorted = ops.took.filter((_, call) => ops.outcome[call] === 0).sort((a, b) => a - b);
    usual = Math.max(sorted[sorted.length >> 1] ?? 0, (whole.to - whole.from) / 1e7, least / 40);
  }
  return usual;
}

// Between calls that pass the filters, if they were even.
function usualGap() {
  let passing = 1;
  for (let call = 0; call < count; ++call) passing += passes(call);
  return (whole.to - whole.from) / passing;
}

// A selected call's own value, and who else had to do with it.
function valueOf(call) {
  const answer = textOf("answer", call);
  const value = answer !== "" && answer !== "true" && answer !== "false" ? answer : textOf("asked", call);
  return value.length <= 60 && /[\w"]/.test(value) && value !== "nil" ? value : "";
}

function hasValue(call, value) {
  for (const column of ["asked", "answer"]) {
    const text = textOf(column, call);
    if (text === value) return true;
    if (text.length <= 200 && /^[[{#]/.test(text) &&
        text.split(/[\s[\]{}#]+/).includes(value)) return true;
  }
  return false;
}

function relatedTo(call) {
  const related = new Set();
  if (call < 0) return related;
  const value = valueOf(call);
  if (value === "") return related;
  for (let other = 0; other < count; ++other) {
    if (other !== call && ops.key[other] === ops.key[call] && hasValue(other, value)) related.add(other);
  }
  return related;
}
