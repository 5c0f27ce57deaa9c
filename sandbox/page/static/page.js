// What the page does better with a script; it all works without one, by reloading.
"use strict";

const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

// The same words as moments.span in Python.
function span(seconds) {
  let rest = Math.floor(Math.abs(seconds));
  const words = [];
  for (const [length, unit] of units) {
    const count = Math.floor(rest / length);
    rest %= length;
    if (count || words.length) words.push(`${count} ${unit}`);
    if (words.length === 2) break;
  }
  return words.filter((word) => !word.startsWith("0 ")).join(" ") || "0 s";
}

function tick() {
  for (const time of document.querySelectorAll("[data-timer], [data-since]")) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    const words = span(seconds);
    if ("timer" in time.dataset) time.textContent = seconds > 0 ? `${words} left` : `expired ${words} ago`;
    else time.textContent = seconds > 0 ? `in ${words}` : `${words} ago`;
  }
}

// What the live part says, but for the times, which tick by themselves.
function said(live) {
  const copy = live.cloneNode(true);
  copy.querySelectorAll("[data-timer], [data-since]").forEach((time) => time.replaceChildren());
  return copy.outerHTML;
}

// Fetches this page again and puts its live part in place of the one shown, only when it says something else: nothing flickers.
async function refresh(live, shown) {
  if (!live.dataset.refresh) return;
  await new Promise((resolve) => setTimeout(resolve, Number(live.dataset.refresh)));
  if (document.hidden) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
  const fresh = await fetchLive().catch(() => null); // a sandbox that is being restarted
  const isTyping = live.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
  if (!fresh || isTyping || said(fresh) === shown) return refresh(live, shown);
  const next = said(fresh);
  carryOver(live, fresh);
  return refresh(fresh, next);
}

// The reader keeps the place: the focus, and how far each list was scrolled.
function carryOver(live, fresh) {
  const active = live.contains(document.activeElement) ? document.activeElement : null;
  const places = [...live.querySelectorAll(".log, .scroll, pre")].map((box) => [box.scrollLeft, box.scrollTop]);
  live.replaceWith(fresh);
  fresh.querySelectorAll(".log, .scroll, pre").forEach((box, index) => box.scrollTo(...(places[index] ?? [0, 0])));
  const again = active?.id ? `#${CSS.escape(active.id)}` : active?.getAttribute("href") ? `[href="${CSS.escape(active.getAttribute("href"))}"]` : null;
  if (again) fresh.querySelector(again)?.focus();
}

async function fetchLive() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById("live");
}

// A search box over a list of options, and how many of them are chosen.
function prepareChoices(choices) {
  const filter = choices.querySelector("[data-filter]");
  const chosen = choices.querySelector("[data-chosen]");
  const options = [...choices.querySelectorAll("[data-option]")];
  filter?.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    for (const option of options) option.hidden = !words.every((word) => option.textContent.toLowerCase().includes(word));
  });
  filter?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it would send the form
  });
  choices.addEventListener("change", () => {
    if (chosen) chosen.textContent = `${choices.querySelectorAll("[data-option] input:checked").length} chosen`;
  });
}

// A form whose fields depend on each other is made anew by the server when one of them changes.
function prepareReactive(fields) {
  if (!fields.hasAttribute("data-reactive")) return;
  fields.addEventListener("change", async () => {
    const body = new URLSearchParams(new FormData(fields.closest("form")));
    body.set("remake", "1");
    const answer = await fetch(location.href, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("fields");
    if (!fresh) return;
    const focused = document.activeElement?.id;
    fields.replaceWith(fresh);
    prepareFields(fresh);
    if (focused) document.getElementById(focused)?.focus();
  });
}

function prepareFields(fields) {
  fields.querySelectorAll("[data-choices]").forEach(prepareChoices);
  prepareReactive(fields);
}

document.documentElement.classList.add("with-script");
document.querySelectorAll("#fields").forEach(prepareFields);
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = "Copied";
});
setInterval(tick, 1000);
const live = document.getElementById("live");
if (live) refresh(live, said(live));
