/* One time line of a call: both sides as waves, voice activity, what was said, the house's turns, where an answer's
   time went, what the bot said, marks, interruptions and failed expectations. Click: plays from there. Drag: nearer. */

const LANES = [ // name, height in parts
  ["flags", 14], ["caller", 64], ["vad", 8], ["said", 18], ["turns", 18], ["answer", 18], ["bot", 64], ["spoken", 18], ["marks", 14],
];
const NAMES = { caller: "Caller", vad: "VAD", said: "says", turns: "turn", answer: "answer in", bot: "Bot", spoken: "says", marks: "marks" };
const GUTTER = 78, NARROW = 620, LATENCY = ["silence", "hearing", "dialogue", "speech"];
const STEPS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

class TimeLine {
  /** `seek(seconds)` is told of each place that a person chose; `show(text)` what lies there. */
  constructor(call, host, { seek, show }) {
    this.call = call;
    this.seconds = Math.max(call.seconds, 1);
    this.seek = seek;
    this.show = show;
    this.at = 0;
    this.host = host;
    this.items = items(call);
    this.head = h("div.head");
    this.draw();
    this.undo = onScheme(() => this.draw());
    this.resized = () => { clearTimeout(this.waiting); this.waiting = setTimeout(() => this.draw(), 150); };
    addEventListener("resize", this.resized);
    host.addEventListener("keydown", (event) => this.key(event));
  }

  close() {
    this.undo();
    removeEventListener("resize", this.resized);
    clearTimeout(this.waiting);
    this.plot.destroy();
  }

  get lanes() {
    const box = this.plot.bbox, parts = LANES.reduce((sum, [, height]) => sum + height, 0), gap = 4 * devicePixelRatio;
    const scale = (box.height - gap * (LANES.length - 1)) / parts;
    let top = box.top;
    return Object.fromEntries(LANES.map(([name, height]) => {
      const lane = { top, height: height * scale, middle: top + (height * scale) / 2 };
      top += height * scale + gap;
      return [name, lane];
    }));
  }

  draw() {
    const [from, to] = this.plot ? [this.plot.scales.x.min, this.plot.scales.x.max] : [0, this.seconds];
    this.plot?.destroy();
    const wide = this.host.clientWidth >= NARROW;
    this.plot = new uPlot({
      width: this.host.clientWidth, height: 330, padding: [4, 12, 0, wide ? 0 : 16],
      legend: { show: false },
      scales: { x: { time: false, min: from, max: to }, y: { range: [0, 1] } },
      axes: [axis({ incrs: STEPS, values: (_, ticks) => ticks.map((tick) => (tick % 1 ? clock(tick) : clock(tick).slice(0, -2))) }),
             { show: wide, size: GUTTER, grid: { show: false }, ticks: { show: false }, values: () => [] }],
      series: [{}, { show: false }],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, dist: 6, uni: 1e6 } },
      hooks: { draw: [() => this.paint(wide)], ready: [(plot) => this.ready(plot)], setScale: [() => this.place()] },
    }, [[0, this.seconds], [null, null]], this.host);
    this.place();
  }

  ready(plot) {
    plot.over.append(this.head);
    let down = null;
    plot.over.addEventListener("mousedown", (event) => { down = event.clientX; });
    plot.over.addEventListener("click", (event) => {
      if (down !== null && Math.abs(event.clientX - down) > 5) return; // it was a drag: uPlot shows that part
      this.go(plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, "x"), true);
    });
    plot.over.addEventListener("mousemove", (event) => {
      const box = plot.over.getBoundingClientRect();
      this.show(this.told(plot.posToVal(event.clientX - box.left, "x"), (event.clientY - box.top) * devicePixelRatio + plot.bbox.top));
    });
    plot.over.addEventListener("mouseleave", () => this.show(""));
  }

  /** Moves to a second; `play`: and plays from there. */
  go(seconds, play = false) {
    this.set(Math.min(Math.max(seconds, 0), this.seconds));
    this.seek(this.at, play);
  }

  set(seconds) {
    this.at = seconds;
    this.place();
    this.host.setAttribute("aria-valuenow", seconds.toFixed(1));
    this.host.setAttribute("aria-valuetext", `${clock(seconds)} ${this.told(seconds)}`.trim());
  }

  place() {
    if (!this.plot || !this.plot.scales) return;
    const { min, max } = this.plot.scales.x, shown = min !== undefined && min !== null && this.at >= min && this.at <= max;
    this.head.hidden = !shown;
    if (shown) this.head.style.left = `${this.plot.valToPos(this.at, "x")}px`;
  }

  /** What lies at a second: in one lane (a height in device pixels) or in all. */
  told(seconds, y = null) {
    const away = ([, lane]) => Math.max(lane.top - y, y - lane.top - lane.height, 0);
    const lane = y === null ? null : Object.entries(this.lanes).sort((one, other) => away(one) - away(other))[0][0];
    const wanted = { caller: ["said", "turns"], bot: ["spoken"] }[lane] ?? (lane ? [lane] : null);
    const near = (this.plot.scales.x.max - this.plot.scales.x.min) / 150; // what has no length is hit beside it too
    return this.items.filter((one) => (wanted ? wanted.includes(one.lane) : one.lane !== "vad" && one.lane !== "marks")
      && seconds >= one.start - (one.end === one.start ? near : 0) && seconds <= one.end + (one.end === one.start ? near : 0))
      .map((one) => one.text).join(" · ");
  }

  zoom(factor) {
    const { min, max } = this.plot.scales.x, half = Math.max(((max - min) * factor) / 2, 0.25);
    const middle = Math.min(Math.max(this.at, half), this.seconds - half);
    if (half * 2 >= this.seconds) this.plot.setScale("x", { min: 0, max: this.seconds });
    else this.plot.setScale("x", { min: middle - half, max: middle + half });
  }

  key(event) {
    const step = event.shiftKey ? 5 : 1;
    const doing = {
      ArrowLeft: () => this.go(this.at - step), ArrowRight: () => this.go(this.at + step),
      Home: () => this.go(0), End: () => this.go(this.seconds), Enter: () => this.go(this.at, true),
      "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2), 0: () => this.zoom(1e6),
    }[event.key];
    if (!doing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    doing();
    if (this.at < this.plot.scales.x.min || this.at > this.plot.scales.x.max) this.zoom(1);
  }

  // ── painting ────────────────────────────────────────────────────────────────────────────────────────────

  paint(wide) {
    const { ctx, bbox } = this.plot, lanes = this.lanes, unit = devicePixelRatio;
    const x = (seconds) => this.plot.valToPos(seconds, "x", true);
    ctx.save();
    if (wide) {
      ctx.fillStyle = colour("soft");
      ctx.textAlign = "right";
      ctx.textBaseline = "middle";
      for (const [name, label] of Object.entries(NAMES)) {
        ctx.font = scaled(font(["caller", "bot"].includes(name) ? 13 : 11, ["caller", "bot"].includes(name) ? 700 : 400));
        ctx.fillText(label, bbox.left - 8 * unit, lanes[name].middle);
      }
    }
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    this.call.peaks.forEach((peaks, side) => wave(ctx, this.plot, peaks, side ? lanes.bot : lanes.caller, colour(side ? "bot" : "caller")));
    for (const one of this.items) PAINT[one.lane]?.(ctx, one, lanes, x, unit);
    ctx.restore();
  }
}

const scaled = (text) => text.replace(/(\d+)px/, (_, size) => `${size * devicePixelRatio}px`);

/** A side's loudness, 0–63 every 20 ms, mirrored about the middle of its lane. */
function wave(ctx, plot, peaks, lane, fill) {
  const { min, max } = plot.scales.x, { left, width } = plot.bbox, half = lane.height / 2;
  ctx.fillStyle = fill;
  for (let column = 0; column < width; column++) {
    const from = Math.floor((min + ((max - min) * column) / width) * 50), to = Math.max(from + 1, Math.floor((min + ((max - min) * (column + 1)) / width) * 50));
    let high = 0;
    for (let place = from; place < to && place < peaks.length; place++) if (peaks[place] > high) high = peaks[place];
    const height = Math.max((high / 63) * half, 0.5);
    ctx.fillRect(left + column, lane.middle - height, 1, 2 * height);
  }
}

/** A box of a lane with as much of its text as fits. */
function box(ctx, one, lane, x, unit, { fill, stroke, ink, dashed }) {
  const left = x(one.start), width = Math.max(x(one.end) - left, 2 * unit);
  ctx.fillStyle = fill;
  ctx.fillRect(left, lane.top, width, lane.height);
  ctx.strokeStyle = stroke;
  ctx.lineWidth = unit;
  ctx.setLineDash(dashed ? [3 * unit, 3 * unit] : []);
  ctx.strokeRect(left + unit / 2, lane.top + unit / 2, Math.max(width - unit, 1), lane.height - unit);
  ctx.setLineDash([]);
  label(ctx, one.label ?? "", left + 4 * unit, lane, width - 8 * unit, ink);
}

function label(ctx, text, left, lane, room, ink, whole = false) {
  if (room < 8 * devicePixelRatio || !text) return;
  ctx.font = scaled(font(11));
  ctx.fillStyle = ink;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  let shown = text;
  if (ctx.measureText(shown).width > room) {
    if (whole) return;
    let fits = Math.floor((shown.length * room) / ctx.measureText(shown).width);
    while (fits > 0 && ctx.measureText(`${text.slice(0, fits)}…`).width > room) fits--;
    shown = fits > 1 ? `${text.slice(0, fits)}…` : "";
  }
  ctx.fillText(shown, left, lane.middle + 0.5 * devicePixelRatio);
}

/** A line through all lanes. */
function across(ctx, seconds, lanes, x, unit, stroke, dash) {
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1.5 * unit;
  ctx.setLineDash(dash.map((one) => one * unit));
  ctx.beginPath();
  ctx.moveTo(x(seconds), lanes.flags.top);
  ctx.lineTo(x(seconds), lanes.marks.top + lanes.marks.height);
  ctx.stroke();
  ctx.setLineDash([]);
}

const PAINT = {
  vad: (ctx, one, lanes, x) => {
    ctx.fillStyle = colour("vad");
    ctx.fillRect(x(one.start), lanes.vad.top, Math.max(x(one.end) - x(one.start), 1), lanes.vad.height);
  },
  said: (ctx, one, lanes, x, unit) => box(ctx, one, lanes.said, x, unit, { fill: colour("caller-soft"), stroke: colour("caller"), ink: colour("ink") }),
  turns: (ctx, one, lanes, x, unit) => box(ctx, one, lanes.turns, x, unit,
    { fill: one.refused ? colour("bad-soft") : colour("turn-soft"), stroke: one.refused ? colour("bad") : colour("turn"), ink: colour("ink"), dashed: one.refused }),
  answer: (ctx, one, lanes, x, unit) => {
    let at = one.start;
    for (const part of LATENCY) {
      const next = at + one.parts[part];
      ctx.fillStyle = colour(part);
      ctx.fillRect(x(at), lanes.answer.top, Math.max(x(next) - x(at), 0), lanes.answer.height);
      at = next;
    }
    label(ctx, one.label, x(one.end) + 4 * unit, lanes.answer, x(one.next) - x(one.end) - 6 * unit, colour("ink"), true);
  },
  spoken: (ctx, one, lanes, x, unit) => box(ctx, one, lanes.spoken, x, unit,
    { fill: one.heard ? colour("bot-soft") : "transparent", stroke: colour("bot"), ink: colour("ink"), dashed: !one.heard }),
  marks: (ctx, one, lanes, x, unit) => {
    ctx.fillStyle = colour("soft");
    ctx.beginPath();
    ctx.moveTo(x(one.start), lanes.marks.top);
    ctx.lineTo(x(one.start) - 4 * unit, lanes.marks.top + 9 * unit);
    ctx.lineTo(x(one.start) + 4 * unit, lanes.marks.top + 9 * unit);
    ctx.fill();
  },
  cleared: (ctx, one, lanes, x, unit) => {
    across(ctx, one.start, lanes, x, unit, colour("bad"), [6, 3]);
    label(ctx, one.label, x(one.start) + 4 * unit, lanes.flags, 160 * unit, colour("bad"));
  },
  flags: (ctx, one, lanes, x, unit) => {
    ctx.fillStyle = colour("bad");
    ctx.beginPath();
    ctx.moveTo(x(one.start), lanes.flags.top);
    ctx.lineTo(x(one.start) + 9 * unit, lanes.flags.top + lanes.flags.height / 2);
    ctx.lineTo(x(one.start), lanes.flags.top + lanes.flags.height);
    ctx.fill();
  },
  events: (ctx, one, lanes, x, unit) => across(ctx, one.start, lanes, x, unit, colour("field"), [2, 3]),
};

/** Everything of a call that has a place in time. */
function items(call) {
  const found = [];
  const add = (lane, start, end, text, more = {}) => found.push({ lane, start, end: Math.max(start, end), text, ...more });
  for (const span of call.vad) add("vad", span.start, span.end, "voice activity");
  call.line.filter((one) => one.what === "key").forEach((one) => add("events", one.at, one.at, `key ${one.text}`));
  for (const one of call.said) {
    const what = one.does === "keys" ? `keys ${one.text}` : one.text;
    add("said", one.span.start, one.span.end, one.does === "keys" ? `caller presses ${one.text}` : `caller says “${one.text}”`, { label: what });
  }
  for (const one of call.turns) {
    const refused = one.rejected !== null && one.rejected !== "backchannel";
    add("turns", one.span.start, one.span.end, `turn ${one.id}: ${refused ? `not used (${one.rejected})` : `heard “${one.text}”`}`,
        { refused, label: `${one.id} ${one.text}` });
    if (one.latency) {
      const parts = LATENCY.map((part) => `${part} ${one.latency[part].toFixed(2)}`).join(", ");
      add("answer", one.span.end, one.span.end + one.latency.total, `answered in ${inSeconds(one.latency.total)} (${parts})`,
          { parts: one.latency, label: inSeconds(one.latency.total) });
    }
  }
  const answers = found.filter((one) => one.lane === "answer");
  answers.forEach((one, place) => { one.next = answers[place + 1]?.start ?? Infinity; });
  for (const one of call.spoken) add("spoken", one.span.start, one.span.end, `bot says “${one.text}”${one.heard ? "" : " (cut off)"}`, { heard: one.heard, label: one.text });
  for (const one of call.marks) add("marks", one.at, one.at, `mark ${one.name} returned at ${clock(one.at)}`);
  for (const one of call.cleared) {
    const why = { speech: "barge-in", key: "key stops the bot" }[one.by] ?? "bot stops itself";
    add("cleared", one.at, one.at, `${why}: ${inSeconds(one.seconds)} of sound dropped`, { label: why });
  }
  for (const one of call.checks) if (!one.passed && one.at !== null) add("flags", one.at, one.at, `✗ ${one.name} (${one.detail})`);
  return found;
}
