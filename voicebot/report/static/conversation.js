/* What was said, heard, understood and decided, in order, the expectations beside it. */

const rule = (id) => (id ? h("span.rule", { title: data.rules[id] ?? null }, h("code", {}, id), data.rules[id] ? ` ${data.rules[id]}` : "") : null);
const sure = (value) => h("span.soft.num", {}, ` ${value.toFixed(2)}`);

const facts = (entry) => Object.entries(entry).filter(([, value]) => value !== null && value !== "").map(([name, value]) => `${name} ${value}`).join(", ");

const EVENTS = {
  caller_hangs_up: "the caller hangs up", stream_closed: "the bot ends the stream", dial: "a person is called", talked: "the caller talked with a person",
  play: "a recorded prompt is played", say: "the carrier's voice says", hang_up: "the call ends", problem: "problem",
};

/** Said and heard word by word: what is missing struck out, what came in instead underlined. */
function compared(said, heard) {
  const bare = (word) => word.toLowerCase().normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "");
  const a = said.split(/\s+/).filter(Boolean), b = heard.split(/\s+/).filter(Boolean);
  const same = (i, j) => bare(a[i]) === bare(b[j]);
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i][j] = same(i, j) ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
  const out = [];
  const space = () => (out.length ? " " : "");
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && same(i, j)) { out.push(space(), b[j]); i++; j++; }
    else if (i < a.length && (j >= b.length || best[i + 1][j] >= best[i][j + 1])) out.push(space(), h("del", {}, a[i++]));
    else out.push(space(), h("ins", {}, b[j++]));
  }
  return out;
}

const expectation = (check, go) => h(`li.expect.${check.passed ? "met" : "missed"}`, {},
  check.at !== null && go ? h("button.time", { type: "button", onclick: () => go(check.at), "aria-label": `Play from ${clock(check.at)}` }, clock(check.at)) : null,
  h("span.sign", { "aria-hidden": "true" }, check.passed ? "✓" : "✗"), h("span.hidden", {}, check.passed ? "met: " : "failed: "),
  h("span", {}, check.name, check.detail ? h("small", {}, check.detail) : null, check.line ? h("small", {}, `line ${check.line} of the scenario`) : null));

/** A row: when, who, what; the expectations that it must meet. */
function row(at, who, kind, parts, checks, go) {
  return h(`div.row.${kind}`, { "data-at": at },
    h("button.time", { type: "button", onclick: () => go(at), "aria-label": `Play from ${clock(at)}` }, clock(at)),
    h("span.who", {}, who),
    h("div.what", {}, parts),
    checks.length ? h("ul.expects", {}, checks.map((check) => expectation(check))) : null);
}

function turnParts(turn, wanted) {
  const slots = Object.entries(turn.slots);
  const late = turn.latency;
  return [
    turn.rejected !== null ? h("p", {}, h("span.step", {}, "not used "), turn.rejected, " ", rule(turn.rule_turn)) : null,
    turn.intent ? h("p", {}, h("span.step", {}, "understood "), h("strong", {}, turn.intent), sure(turn.confidence),
      wanted && wanted !== turn.intent ? h("span.mark.bad", {}, `expected ${wanted}`) : null,
      slots.map(([name, value]) => h("span.slot", {}, `${name} ${value}`))) : null,
    turn.rule ? h("p", {}, h("span.step", {}, "decided "), rule(turn.rule), turn.asks ? h("span.slot", {}, `asks ${turn.asks}`) : null) : null,
    late ? h("p", {}, h("span.step", {}, "answered "), `in ${inSeconds(late.total)}`,
      h("span.soft", {}, ` (${LATENCY.map((part) => `${part} ${late[part].toFixed(2)}`).join(", ")})`)) : null,
  ];
}

/** All rows of a call. Checks that belong to no row are left to the list above. */
function conversation(call, go) {
  const rows = [], taken = new Set();
  const of = (test) => call.checks.filter((check) => { const mine = !taken.has(check) && test(check); if (mine) taken.add(check); return mine; });
  const covered = new Set(call.said.flatMap((one) => one.turns));
  call.said.forEach((one, place) => {
    const turns = call.turns.filter((turn) => one.turns.includes(turn.id));
    const heard = turns.length ? turns.map((turn) => sure(turn.heard_confidence)) : null;
    rows.push(row(one.span.start, "caller", "caller", [
      h("p.said", {}, one.does === "keys" ? h("span.keys", {}, [...one.text].map((key) => h("kbd", {}, key))) : `“${one.text}”`, one.draft ? h("small", {}, " transcript not checked") : null),
      one.does === "say" ? h("p", {}, h("span.step", {}, "heard "), one.heard ? ["“", compared(one.text, one.heard), "”"] : "nothing", heard,
        one.words ? h("span.soft", {}, ` ${one.errors} of ${one.words} words wrong`) : null) : null,
      turns.flatMap((turn) => turnParts(turn, one.intent)),
    ], of((check) => check.said === place), go));
  });
  for (const turn of call.turns.filter((one) => !covered.has(one.id)))
    rows.push(row(turn.span.start, "line", "line", [
      h("p", {}, h("span.step", {}, "heard "), turn.text ? `“${turn.text}”` : "nothing", sure(turn.heard_confidence), h("span.soft", {}, " where the scenario says nothing")),
      turnParts(turn, null)], [], go));
  for (const one of call.spoken)
    rows.push(row(one.span.start, "bot", "bot", [
      h("p.said", {}, one.heard ? `“${one.text}”` : ["“", one.heard_text ? `${one.heard_text} ` : "", h("del", {}, one.text.startsWith(one.heard_text) ? one.text.slice(one.heard_text.length).trim() : one.text), "”"],
        one.disclosure ? h("span.slot", {}, "disclosure") : null, one.heard ? null : h("span.mark.plain", {}, one.heard_text ? "cut off" : "not heard"))],
      of((check) => one.disclosure && check.topic === "disclosure"), go));
  for (const one of call.cleared)
    rows.push(row(one.at, "line", "line", [h("p", {}, { speech: "barge-in: the caller stops the bot", key: "a key stops the bot" }[one.by] ?? "the bot stops itself",
      h("span.soft", {}, ` ${inSeconds(one.seconds)} of sound dropped`))], [], go));
  for (const one of call.line.filter((event) => !["key", "webhook", "stream"].includes(event.what)))
    rows.push(row(one.at, "line", one.what === "problem" ? "problem" : "line", [h("p", {}, (EVENTS[one.what] ?? one.what.replaceAll("_", " ")) + (one.text ? `: ${one.text}` : ""))], [], go));
  for (const one of call.ledger.filter((entry) => ["decision", "handover", "error"].includes(entry.kind)))
    rows.push(row(one.at, "house", one.kind === "error" ? "problem" : "house", [h("p", {}, h("span.step", {}, one.kind === "error" ? "failed " : "decided "), rule(one.rule),
      h("small", {}, ` ${facts(one.data)}`))], [], go));
  rows.sort((one, other) => one.dataset.at - other.dataset.at);
  for (const check of call.checks.filter((one) => !one.passed && !taken.has(one) && one.at !== null)) { // beside what came last before it
    const host = rows.filter((one) => one.dataset.at <= check.at + 0.05).pop() ?? rows[0];
    if (!host) break;
    if (!$(".expects", host)) host.append(h("ul.expects"));
    $(".expects", host).append(expectation(check));
  }
  return rows;
}
