// After htmx has swapped: focus never falls back to the top of the page, quiet polling stays quiet, and a lost network
// or session is said aloud instead of silently doing nothing.

const nett = document.getElementById("nett");
const stille = (e) => Boolean(e.detail.elt?.closest("[data-poll]"));
let forrige = -1;

function vis(slag) {
  if (!nett) return;
  nett.hidden = !slag;
  for (const del of nett.querySelectorAll("[data-nett]")) del.hidden = del.dataset.nett !== slag;
}

/** Where a person should be after `omraade` was replaced: what the server asks for, the first error, the marked row. */
function maal(omraade) {
  return omraade.querySelector("[data-fokus], [autofocus]") ?? omraade.querySelector('[aria-invalid="true"]')
    ?? omraade.querySelector('[aria-current="true"] a, a[aria-current="true"]');
}

document.addEventListener("htmx:beforeRequest", (e) => {
  // A hidden tab does not poll, and a list is not moved while someone is choosing in it.
  if (stille(e) && (document.hidden || document.querySelector("[data-rad] input:checked"))) e.preventDefault();
});
// What a page asks for by itself does not keep a login alive.
document.addEventListener("htmx:configRequest", (e) => { if (stille(e)) e.detail.headers["X-Stille"] = "1"; });
document.addEventListener("htmx:beforeSwap", (e) => {
  // The session ended: load this page again, the server then asks for login and comes back here. Drafts are kept.
  if (e.detail.xhr.responseText.includes('data-side="innlogging"')) {
    e.detail.shouldSwap = false;
    // Not in the middle of what somebody types: their own next act leads to the login.
    if (!stille(e)) location.reload();
  }
  const rad = document.activeElement?.closest("[data-rad]");
  const liste = rad?.closest("[data-liste]");
  forrige = liste ? [...liste.querySelectorAll("[data-rad]")].indexOf(rad) : -1;
});
document.addEventListener("htmx:afterSettle", (e) => {
  vis("");
  const mistet = !document.activeElement || document.activeElement === document.body;
  if (stille(e) || !mistet) return;
  const omraade = e.detail.target?.isConnected ? e.detail.target : document.getElementById(e.detail.target?.id ?? "") ?? document.getElementById("hoved");
  if (!omraade) return;
  const rader = [...document.querySelectorAll("[data-liste] [data-rad]")];
  const neste = forrige >= 0 ? rader[Math.min(forrige, rader.length - 1)]?.querySelector("a[href], button") : null;
  const valgt = maal(omraade) ?? neste ?? omraade;
  if (valgt === omraade && !omraade.hasAttribute("tabindex")) omraade.tabIndex = -1;
  valgt.focus({ preventScroll: valgt === omraade });
});
document.addEventListener("htmx:sendError", (e) => { if (!stille(e)) vis("borte"); });
document.addEventListener("htmx:responseError", (e) => { if (!stille(e)) vis("feil"); });
// What is sent while the browser knows that it has no network has surely not arrived: it waits, and goes by itself later.
const venter = new Map();
document.addEventListener("submit", (e) => {
  if (navigator.onLine || e.target.method === "dialog") return;
  e.preventDefault();
  e.stopImmediatePropagation();
  venter.set(e.target, e.submitter);
  vis("borte");
}, true);
addEventListener("online", () => {
  vis("");
  for (const [skjema, knapp] of venter) if (skjema.isConnected) skjema.requestSubmit(knapp?.isConnected ? knapp : null);
  venter.clear();
});

// A page that comes back with errors starts at the list of them.
document.querySelector("[data-fokus]")?.focus();
