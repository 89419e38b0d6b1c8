// The queue asks every second, through levende.js, whether anything is new. What comes is put in quietly when the reader
// is at rest at the top: rows never move under the pointer, and not while somebody has scrolled down.

const rull = () => document.querySelector("#liste")?.closest(".rute__rull");
const rolig = () => (rull()?.scrollTop ?? 0) < 8 && !rull()?.matches(":hover");

document.addEventListener("htmx:configRequest", (e) => {
  if (e.detail.elt.id !== "puls") return;
  if (rolig()) e.detail.parameters.rolig = "1";
  const valgt = document.querySelector('[data-rad][aria-current="true"]')?.id.replace("rad-", "");
  if (valgt) e.detail.parameters.valgt = valgt;
});

// A filter is used as soon as it is chosen; the button is there for those without scripts.
document.querySelector(".filterlinje")?.addEventListener("change", (e) => {
  if (e.target.matches("select")) e.target.form.requestSubmit();
});

// One way out at a time is open, and its first field has focus, so that a key leads all the way.
document.addEventListener("toggle", (e) => {
  if (!e.target.matches?.(".utveier > details") || !e.target.open) return;
  for (const d of document.querySelectorAll(".utveier > details[open]")) if (d !== e.target) d.open = false;
  e.target.querySelector("select, input:not([type=hidden]), button")?.focus();
}, true);

// What was only counted while somebody pointed at the list, is put in when they no longer do.
rull()?.addEventListener("pointerleave", () => {
  if (document.querySelector("[data-nye]") && rolig()) document.body.dispatchEvent(new CustomEvent("levende"));
});
