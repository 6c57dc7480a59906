// The whole run in one strip: how much went on, faults, violations, and the part that is in view.
const overview = document.getElementById("overview");
const brush = overview.getContext("2d");
const stripHeight = 46;
let strip = {width: 0, bins: []};

const stripX = (time) => gutter + (time - whole.from) / (whole.to - whole.from) * (overview.clientWidth - gutter);
const stripTime = (x) => whole.from + (x - gutter) / (overview.clientWidth - gutter) * (whole.to - whole.from);

function countBins() {
  const bins = Array.from({length: Math.max(1, overview.clientWidth)}, () => [0, 0, 0]);
  for (let call = 0; call < count; ++call) {
    if (passes(call)) bins[Math.min(bins.length - 1, Math.floor(stripX(ops.began[call])))][ops.outcome[call]]++;
  }
  strip = {width: overview.clientWidth, bins, most: Math.max(1, ...bins.map(([a, b, c]) => a + b + c))};
}

function paintOverview() {
  if (strip.width !== overview.clientWidth) countBins();
  brush.fillStyle = ink.page; brush.fillRect(0, 0, strip.width, stripHeight);
  brush.fillStyle = ink.muted; brush.font = `12px ${ink.sans}`; brush.textAlign = "right"; brush.textBaseline = "middle";
  brush.fillText("whole run", gutter - 10, stripHeight / 2);
  brush.globalAlpha = .25; brush.fillStyle = ink.fault;
  for (const fault of data.faults) {
    brush.fillRect(stripX(fault.began), 0, Math.max(1, stripX(fault.ended) - stripX(fault.began)), stripHeight);
  }
  brush.globalAlpha = 1;
  strip.bins.forEach((bin, x) => {
    let y = stripHeight - 1;
    bin.forEach((n, outcome) => {
      if (n === 0) return;
      const h = Math.max(1, n / strip.most * (stripHeight - 14));
      brush.fillStyle = ink[styles[outcome].edge]; brush.fillRect(x, y - h, 1, h); y -= h;
    });
  });
  brush.fillStyle = ink["bad-edge"];
  for (const call of violations) {
    const x = stripX(ops.began[call]);
    brush.beginPath(); brush.moveTo(x - 5, 1); brush.lineTo(x + 5, 1); brush.lineTo(x, 11); brush.fill();
    brush.fillRect(x - .5, 8, 1, stripHeight - 8);
  }
  const x0 = stripX(view.from), w = Math.max(3, stripX(view.to) - x0);
  brush.globalAlpha = .12; brush.fillStyle = ink.text; brush.fillRect(x0, 0, w, stripHeight);
  brush.globalAlpha = 1; brush.strokeStyle = ink.text; brush.lineWidth = 1.5; brush.strokeRect(x0, .75, w, stripHeight - 1.5);
}

// A drag from inside the frame moves it; from outside it chooses a new part; a click goes there.
function followOverview() {
  let start = null;
  overview.addEventListener("pointerdown", (event) => {
    const time = stripTime(event.offsetX);
    start = {x: event.offsetX, time, inside: time >= view.from && time <= view.to, from: view.from, to: view.to};
    overview.setPointerCapture(event.pointerId);
  });
  overview.addEventListener("pointermove", (event) => {
    if (start === null || Math.abs(event.offsetX - start.x) < 3) return;
    const time = stripTime(event.offsetX);
    if (start.inside) look(start.from + time - start.time, start.to + time - start.time);
    else look(Math.min(time, start.time), Math.max(time, start.time));
  });
  overview.addEventListener("pointerup", (event) => {
    if (start !== null && Math.abs(event.offsetX - start.x) < 3) {
      const half = (view.to - view.from) / 2;
      look(start.time - half, start.time + half);
    }
    start = null;
  });
}
