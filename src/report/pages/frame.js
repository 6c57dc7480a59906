// What stands around the calls: axis, names of lanes, faults, and the marks of the violations.
function paintFrame() {
  pen.fillStyle = ink.page; pen.fillRect(0, 0, width, top0 - 2);
  pen.textBaseline = "middle"; pen.lineWidth = 1;
  for (const fault of data.faults) paintFault(fault);
  pen.fillStyle = ink.page; pen.fillRect(0, 0, gutter, height);
  pen.font = `12px ${ink.sans}`;
  for (let lane = 0; lane < data.lanes; ++lane) {
    if (yOf(lane) < top0 - laneHeight || yOf(lane) > height) continue;
    pen.fillStyle = ink.muted; pen.textAlign = "right";
    pen.fillText(`worker ${lane + 1}`, gutter - 10, yOf(lane) + laneHeight / 2 + 1);
  }
  pen.fillStyle = ink.page; pen.fillRect(0, 0, gutter, top0 - 2);
  pen.fillStyle = ink.fault;
  if (faultRows.length > 0) pen.fillText("faults", gutter - 10, axisHeight + faultHeight / 2 + 1);
  pen.textAlign = "left"; pen.fillStyle = ink.muted;
  let free = gutter;
  eachTick((x, time, step) => {
    const text = timeText(time, step);
    const room = pen.measureText(text).width;
    pen.fillRect(x - .5, axisHeight - 6, 1, 6);
    const at = Math.min(x - room / 2, width - room - 4);
    if (at >= free) { pen.fillText(text, at, axisHeight / 2 - 1); free = at + room + 12; }
  });
  pen.strokeStyle = ink.line; pen.beginPath();
  pen.moveTo(0, axisHeight + .5); pen.lineTo(width, axisHeight + .5);
  pen.moveTo(0, top0 - 1.5); pen.lineTo(width, top0 - 1.5);
  pen.moveTo(gutter - .5, 0); pen.lineTo(gutter - .5, height); pen.stroke();
}

function paintFault(fault) {
  const x0 = Math.max(gutter, xOf(fault.began)), x1 = Math.min(width, xOf(fault.ended));
  if (xOf(fault.ended) < gutter || x0 > width) return;
  const y = axisHeight + 2 + fault.row * faultHeight, w = Math.max(2, x1 - x0);
  pen.globalAlpha = .25; pen.fillStyle = ink.fault; pen.fillRect(x0, y, w, faultHeight - 3);
  pen.globalAlpha = 1; pen.fillStyle = hatch(fault.name); pen.fillRect(x0, y, w, faultHeight - 3);
  pen.strokeStyle = ink.fault; pen.lineWidth = 1.2; pen.strokeRect(x0 + .5, y + .5, w - 1, faultHeight - 4);
  pen.font = `12px ${ink.sans}`;
  const full = fault.arguments === "" ? fault.name : `${fault.name} ${fault.arguments}`;
  const text = [full, fault.name].find((t) => pen.measureText(t).width <= w - 12) ?? cut(fault.name, w - 12, 7);
  if (text === "") return;
  pen.fillStyle = ink.page; pen.globalAlpha = .85;
  pen.fillRect(x0 + 4, y + 2, pen.measureText(text).width + 6, faultHeight - 7);
  pen.globalAlpha = 1; pen.fillStyle = ink.text; pen.fillText(text, x0 + 7, y + faultHeight / 2 - .5);
}

// The violations have elements of their own, which a keyboard and a screen reader can reach.
function placeMarks() {
  for (const mark of marks.children) {
    const call = Number(mark.dataset.call);
    const x0 = Math.max(xOf(ops.began[call]), gutter), x1 = Math.min(Math.max(xOf(ended(call)), x0 + 2), width);
    const y = yOf(ops.lane[call]) + (laneHeight - barHeight) / 2 - 19;
    mark.hidden = xOf(ended(call)) < gutter || xOf(ops.began[call]) > width || y < top0 - 14 || y > height - 12;
    mark.style.left = Math.min(Math.max((x0 + x1) / 2, gutter + 12), width - 14) + "px";
    mark.style.top = y + "px";
    mark.setAttribute("aria-current", call === view.chosen);
  }
}

