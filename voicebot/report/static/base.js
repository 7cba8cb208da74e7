"use strict";
/* Small things that every part of the page uses. Texts of calls are only ever set as text. */

const $ = (query, root = document) => root.querySelector(query);
const $$ = (query, root = document) => [...root.querySelectorAll(query)];

/** An element: h("p.soft", {title: "…"}, "text", child, …). Handlers as {onclick: …}; null and false are skipped. */
function h(what, given = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === false || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined && child !== ""));
  return element;
}

const data = JSON.parse($("#data").textContent);

/** Bytes of base64. */
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** One call's data, unpacked when it is opened. */
async function unpacked(place) {
  const packed = new Blob([bytes($(`#c${place}`).textContent)]).stream();
  const call = await new Response(packed.pipeThrough(new DecompressionStream("deflate-raw"))).json();
  call.peaks = call.peaks.map(bytes);
  return call;
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;
const inSeconds = (value) => (value === null || value === undefined ? "–" : `${value.toFixed(2)} s`);
const percent = (value) => (value === null || value === undefined ? "–" : `${Math.round(100 * value)} %`);

/** A colour of the style sheet, as it is now (light or dark). */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const font = (size = 12, weight = 400) => `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;

/** Calls `draw` now and again whenever light and dark change. Returns what undoes it. */
function onScheme(draw) {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", draw);
  return () => scheme.removeEventListener("change", draw);
}
