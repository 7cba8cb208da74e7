// Keys of the editor; without it everything works by mouse and Tab.
"use strict";

const sheet = document.getElementById("sheet");
const all = [...document.querySelectorAll(".utterance")];
const saidIn = (one) => one.querySelector("textarea");
const soundOf = (one) => one.querySelector("audio");
const here = () => document.activeElement.closest(".utterance") ?? all[0];
let changed = false;

function go(one) {
  if (!one) return;
  saidIn(one).focus();
  one.scrollIntoView({ block: "nearest" });
}

function toggle(one) {
  const sound = soundOf(one);
  for (const other of all) if (other !== one) soundOf(other).pause();
  if (sound.paused) sound.play(); else sound.pause();
}

document.addEventListener("keydown", (event) => {
  const one = here();
  if (!one) return;
  const at = all.indexOf(one);
  if (event.ctrlKey && event.code === "Space") toggle(one);
  else if (event.ctrlKey && event.key === "Enter") {
    one.querySelector("input[name^=checked]").checked = true;
    changed = true;
    if (all[at + 1]) { go(all[at + 1]); toggle(all[at + 1]); } else sheet.querySelector("button.main").focus();
  } else if ((event.ctrlKey || event.metaKey) && event.key === "s") sheet.requestSubmit(sheet.querySelector("button.main"));
  else if (event.altKey && event.key === "ArrowDown") go(all[at + 1]);
  else if (event.altKey && event.key === "ArrowUp") go(all[at - 1]);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[type=button]");
  if (!button) return;
  const one = button.closest(".utterance");
  changed = true;
  if (button.dataset.insert) {
    const said = saidIn(one);
    said.setRangeText(button.dataset.insert, said.selectionStart, said.selectionEnd, "end");
    said.focus();
  } else if (button.dataset.now) {
    one.querySelector(`input[name^=${button.dataset.now}-]`).value = soundOf(one).currentTime.toFixed(2);
  }
});

sheet.addEventListener("input", () => { changed = true; });
sheet.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
const wrong = document.querySelector("[aria-invalid]");
if (wrong) wrong.focus(); else go(document.querySelector(".utterance.draft") ?? all[0]);
