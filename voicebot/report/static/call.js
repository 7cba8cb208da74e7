/* One call, opened. */

class CallView {
  constructor(host) {
    this.host = host;
    this.opened = 0;
  }

  close() {
    this.opened++; // what is still being unpacked comes too late
    this.audio?.pause();
    this.line?.close();
    this.line = this.audio = null;
    this.host.replaceChildren();
  }

  async open(place) {
    this.close();
    const mine = this.opened, call = await unpacked(place);
    if (mine !== this.opened) return;
    const go = (seconds) => this.line.go(seconds, true);
    this.told = h("p.told", { "aria-live": "off" });
    const title = h("h1", { tabindex: "-1" }, `${call.id} `, h("small", {}, call.scenario.description));
    this.chart = h("div.timeline", {
      tabindex: "0", role: "slider", "aria-label": "Position in the call", "aria-valuemin": "0", "aria-valuemax": call.seconds.toFixed(1),
      "aria-valuenow": "0", "aria-valuetext": "0:00.0",
    });
    this.rows = conversation(call, go);
    this.host.replaceChildren(...[
      navigation(place),
      h("div.heading", {}, title, h(`span.mark.${data.calls[place].passed ? "good" : "bad"}`, {}, data.calls[place].passed ? "✓ passed" : "✗ failed")),
      ending(call), missed(call, go), changes(call.change),
      h("section.card", { "aria-label": "Time line" }, this.player(call), this.chart, this.told, legend()),
      h("section", { "aria-labelledby": "talk" }, h("h2", { id: "talk" }, "Said, heard, understood, decided"), h("div.card.rows", {}, this.rows)),
      more(call, go)].filter(Boolean));
    this.line = new TimeLine(call, this.chart, { seek: (seconds, play) => this.seek(seconds, play), show: (text) => { this.told.textContent = text; } });
    scrollTo(0, 0);
    title.focus({ preventScroll: true });
    document.title = `${call.id} · Replay`;
  }

  player(call) {
    if (!call.audio) {
      this.audio = null;
      return h("p.soft.small", {}, "Without sound: no recording is linked with this report. A click on the time line shows what lies there.");
    }
    this.audio = h("audio", { controls: true, preload: "metadata", src: call.audio, "aria-label": "Recording: the caller left, the bot right" });
    const follow = () => {
      if (!this.audio || !this.line) return;
      this.line.set(this.audio.currentTime);
      this.mark(this.audio.currentTime);
      if (!this.audio.paused) requestAnimationFrame(follow);
    };
    this.audio.addEventListener("play", follow);
    this.audio.addEventListener("seeked", follow);
    this.audio.addEventListener("error", () => { this.told.textContent = "The recording cannot be played: it belongs beside this page, in the run's folder."; });
    return h("div.player", {}, this.audio, h("p.soft.small", {}, "Click: play from there. Drag: nearer; double click: the whole call."));
  }

  seek(seconds, play) {
    this.mark(seconds);
    if (!this.audio) { this.told.textContent = this.line.told(seconds); return; }
    this.audio.currentTime = seconds;
    if (play) this.audio.play().catch(() => {});
  }

  toggle() {
    if (!this.audio) return;
    if (this.audio.paused) this.audio.play().catch(() => {}); else this.audio.pause();
  }

  /** Marks the row that is being spoken. */
  mark(seconds) {
    const now = this.rows.filter((one) => one.dataset.at <= seconds + 0.05).pop();
    this.rows.forEach((one) => one.classList.toggle("now", one === now));
  }
}

const link = (place, text, key) => (place < 0 ? h("span.soft", {}, text) : h("a", { href: `#call/${encodeURIComponent(data.calls[place].id)}` }, text, key ? h("kbd", {}, key) : null));

function navigation(place) {
  const [before, after, failed] = [neighbour(place, -1), neighbour(place, 1), neighbour(place, 1, true)];
  return h("nav.between", { "aria-label": "Calls" }, h("a", { href: "#" }, "← All calls ", h("kbd", {}, "Esc")),
    link(before, "previous ", "k"), link(after, "next ", "j"), link(failed, "next failed ", "n"));
}

/** The next call in the list as it is filtered; -1 for none. */
function neighbour(place, step, failed = false) {
  const shown = $$("#calls tr:not([hidden])").map((one) => data.calls.findIndex((call) => call.id === one.dataset.id));
  const list = shown.filter((one) => (one - place) * step > 0 && !(failed && data.calls[one].passed));
  return list.length ? (step > 0 ? list[0] : list[list.length - 1]) : -1;
}

const fact = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));

function ending(call) {
  return h("dl.facts.short", {},
    fact("Outcome", call.outcome ?? "none stored", " ", rule(call.rule)), call.queue ? fact("Queue", call.queue) : null,
    call.ticket ? fact("Ticket", call.ticket) : null, fact("Length", clock(call.seconds)),
    ["speaker", "noise", "line"].map((name) => (call.scenario[name] ? fact(name, call.scenario[name]) : null)),
    call.scenario.tags.length ? fact("Tags", call.scenario.tags.join(", ")) : null);
}

function missed(call, go) {
  const list = call.checks.filter((check) => !check.passed);
  if (!list.length && !call.problem) return null;
  return h("section.card.bad", { "aria-labelledby": "missed" }, h("h2", { id: "missed" }, "What failed"),
    h("ul.expects", {}, list.map((check) => expectation(check, go))), call.problem ? h("p", {}, call.problem) : null);
}

function changes(change) {
  if (!change) return null;
  const line = (what, before, after) => h("div", {}, h("dt", {}, what), h("dd", {}, before ? [h("del", {}, before), " → "] : null, h("ins", {}, after || "–")));
  return h("section.card", { "aria-labelledby": "changed" }, h("h2", { id: "changed" }, change.verdict === "changed" ? "What changed" : `What changed: ${change.verdict}`),
    change.other_scenario ? h("p.warn", {}, "The scenario itself says or expects something else than it did.") : null,
    h("dl.diff", {}, change.flips.map((one) => line(`${one.now ? "✓ now met" : "✗ not met"}: ${one.name}`, one.before, one.after)),
      change.changes.map((one) => line(one.where ? `${one.what} of “${one.where}”` : one.what, one.before, one.after))));
}

function legend() {
  const key = (name, text) => h(`li.key-${name}`, {}, text);
  return h("ul.legend", { "aria-label": "Colours of the time line" }, key("caller", "caller"), key("bot", "bot"), key("vad", "voice activity"), key("turn", "turn"), key("refused", "turn not used"),
    LATENCY.map((part) => key(part, part)), key("heard", "bot, heard"), key("cut", "bot, cut off"), key("mark", "mark"), key("cleared", "barge-in, stop"), key("flag", "failed expectation"));
}

function more(call, go) {
  const table = (label, heads, rows) => h("div.scroll", { tabindex: "0", role: "region", "aria-label": label },
    h("table", {}, h("thead", {}, h("tr", {}, heads.map((one) => h("th", { scope: "col" }, one)))), h("tbody", {}, rows)));
  const cell = (...what) => h("td", {}, ...what);
  const drafts = call.turns.flatMap((turn) => turn.drafts.map((one) => h("tr", {}, cell(`${turn.id}.${one.number}`), cell(clock(one.at)), cell(inSeconds(one.seconds)),
    cell(one.dropped ? "dropped" : one.final ? "final" : "draft", one.number === turn.commit ? ", used" : ""), cell(one.text ?? ""))));
  return h("section.more", { "aria-label": "More" },
    call.written.map((one) => h("details.card", { open: true }, h("summary", {}, `Confirmation (${one.channel ?? "not sent"}, ${one.state})`), h("p.letter", {}, one.text))),
    h("details.card", {}, h("summary", {}, `All ${call.checks.length} expectations`), h("ul.expects", {}, call.checks.map((check) => expectation(check, go)))),
    drafts.length ? h("details.card", {}, h("summary", {}, `${drafts.length} drafts of what was heard`), table("Drafts", ["Draft", "At", "Of sound", "Use", "Text"], drafts)) : null,
    h("details.card", {}, h("summary", {}, `Ledger, ${call.ledger.length} entries`), table("Ledger", ["At", "Kind", "Rule", "Facts", "Model"],
      call.ledger.map((one) => h("tr", {}, cell(clock(one.at)), cell(one.kind), cell(rule(one.rule)), cell(facts(one.data)), cell(one.model))))));
}
