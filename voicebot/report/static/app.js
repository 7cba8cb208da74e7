/* Which part of the page is shown, the list's filter, the keys. */

const view = new CallView($("#call"));
const drawCharts = charts();
let from = null; // the call that was open: the focus goes back to it

async function show() {
  const found = /^#call\/(.*)$/.exec(location.hash);
  const place = found ? data.calls.findIndex((one) => one.id === decodeURIComponent(found[1])) : -1;
  $("#overview").hidden = place >= 0;
  $("#call").hidden = place < 0;
  if (place >= 0) {
    from = data.calls[place].id;
    await view.open(place);
    return;
  }
  view.close();
  document.title = document.title.startsWith("Replay") ? document.title : title;
  setTimeout(drawCharts); // the list first
  const row = from && $$("#calls tr").find((one) => one.dataset.id === from);
  if (row) { $("a", row).focus(); row.scrollIntoView({ block: "center" }); }
  from = null;
}

const title = document.title;

function filter() {
  const words = $("#find").value.toLowerCase().split(/\s+/).filter(Boolean);
  const which = $("input[name=which]:checked").value;
  let shown = 0;
  for (const row of $$("#calls tr")) {
    const fits = words.every((word) => row.textContent.toLowerCase().includes(word))
      && (which !== "failed" || row.dataset.passed === "0") && (which !== "changed" || row.dataset.changed === "1");
    row.hidden = !fits;
    shown += fits;
  }
  $("#count").textContent = shown === data.calls.length ? `${shown} ${shown === 1 ? "call" : "calls"}` : `${shown} of ${data.calls.length} calls`;
}

const open = (place) => { if (place >= 0) location.hash = `#call/${encodeURIComponent(data.calls[place].id)}`; };

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("#help").open) return;
  const typing = event.target.closest("input[type=search], select, textarea"), found = /^#call\/(.*)$/.exec(location.hash);
  if (event.key === "Escape") {
    if (typing) { typing.value = ""; filter(); typing.blur(); } else if (found) location.hash = "#";
    return;
  }
  if (typing || !$("#keys-on").checked) return;
  const here = found ? data.calls.findIndex((one) => one.id === decodeURIComponent(found[1])) : -1;
  const doing = {
    "/": () => { from = null; location.hash = "#"; show(); $("#find").focus(); }, // at once: what is typed next is the search
    "?": () => $("#help").showModal(),
    j: () => open(neighbour(here, 1)), k: () => open(neighbour(here, -1)), n: () => open(neighbour(here, 1, true)),
    " ": () => view.toggle(),
  }[event.key];
  if (!doing || (event.key === " " && (!found || event.target.closest("button, a, summary, audio, input")))) return;
  event.preventDefault();
  doing();
}

$("#find").addEventListener("input", filter);
$$("input[name=which]").forEach((one) => one.addEventListener("change", filter));
$("#help-open").addEventListener("click", () => $("#help").showModal());
$("#help-close").addEventListener("click", () => $("#help").close());
addEventListener("hashchange", show);
addEventListener("keydown", key);
filter();
show();
