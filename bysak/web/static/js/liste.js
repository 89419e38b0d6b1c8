// Rows under the keyboard. A list is any element with data-liste; its rows are `data-rad`. J and K move, Enter opens,
// X ticks, Shift+X ticks from the one that was ticked last, Shift+J/K tick on the way. The row is marked with aria-current and its first link gets focus, so that Enter
// works by itself and a screen reader says where it is. Each move sends `radvalgt` from the row, for htmx to load a preview.

const FELT = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const rader = (liste) => [...liste.querySelectorAll("[data-rad]")].filter((r) => r.checkVisibility?.() ?? true);
const kryss = (rad) => rad.querySelector("input[type=checkbox]");

/** The list meant: the one that holds focus, else the first on the page. */
function liste() {
  return document.activeElement?.closest("[data-liste]") ?? document.querySelector("[data-liste]:has([data-rad])");
}

function velgRad(rad, fokus = true) {
  const l = rad.closest("[data-liste]");
  if (!l) return;
  for (const r of l.querySelectorAll("[data-rad][aria-current]")) r.removeAttribute("aria-current");
  rad.setAttribute("aria-current", "true");
  if (fokus) {
    const maal = rad.querySelector("a[href], button") ?? rad;
    if (maal === rad) rad.tabIndex = -1;
    maal.focus({ preventScroll: true });
    rad.scrollIntoView({ block: "nearest" });
  }
  rad.dispatchEvent(new CustomEvent("radvalgt", { bubbles: true }));
}

function settKryss(boks, paa) {
  if (!boks || boks.checked === paa) return;
  boks.checked = paa;
  boks.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Every row from the one that was ticked last to this one. */
function kryssTil(rad) {
  const alle = rader(rad.closest("[data-liste]"));
  const sist = alle.findLastIndex((r) => r.dataset.sist !== undefined);
  const [fra, til] = [sist < 0 ? alle.indexOf(rad) : sist, alle.indexOf(rad)].sort((a, b) => a - b);
  for (const r of alle.slice(fra, til + 1)) settKryss(kryss(r), true);
}

function flytt(retning, utvid) {
  const l = liste();
  const alle = l ? rader(l) : [];
  if (!alle.length) return false;
  const naa = alle.findIndex((r) => r.getAttribute("aria-current") === "true");
  // The first press shows the row that is already marked, rather than skipping past it.
  const paaRad = naa >= 0 && alle[naa].contains(document.activeElement);
  const neste = alle[naa < 0 ? (retning > 0 ? 0 : alle.length - 1) : paaRad ? Math.min(alle.length - 1, Math.max(0, naa + retning)) : naa];
  if (utvid && naa >= 0) settKryss(kryss(alle[naa]), true);
  if (utvid) settKryss(kryss(neste), true);
  velgRad(neste);
  return true;
}

document.addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || document.activeElement?.matches(FELT)) return;
  if (document.querySelector("dialog[open], [popover]:popover-open")) return;
  const tast = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  const piler = { ArrowDown: 1, ArrowUp: -1 };
  const bokstaver = document.body.dataset.taster === "av" ? {} : { j: 1, k: -1 };
  const rad = document.querySelector('[data-rad][aria-current="true"]');
  let brukt = false;
  if (bokstaver[tast] && !(e.shiftKey && document.querySelector(`[aria-keyshortcuts~="Shift+${tast.toUpperCase()}"]`))) brukt = flytt(bokstaver[tast], e.shiftKey);
  else if (piler[tast] && document.activeElement?.closest("[data-rad]")) brukt = flytt(piler[tast], e.shiftKey);
  else if (tast === "x" && e.shiftKey && "j" in bokstaver && rad && kryss(rad)) { kryssTil(rad); brukt = true; }
  else if (tast === "x" && "j" in bokstaver && rad && kryss(rad)) { settKryss(kryss(rad), !kryss(rad).checked); brukt = true; }
  else if (tast === "Enter" && rad && document.activeElement === document.body) { rad.querySelector("a[href]")?.click(); brukt = true; }
  if (brukt) e.preventDefault();
});

document.addEventListener("focusin", (e) => {
  const rad = e.target.closest?.("[data-rad]");
  if (rad && rad.getAttribute("aria-current") !== "true") velgRad(rad, false);
});

// A click anywhere in a row marks it, except on its own controls.
document.addEventListener("click", (e) => {
  const rad = e.target.closest?.("[data-rad]");
  if (rad && !e.target.closest("a, button, input, label, summary") && !String(getSelection())) velgRad(rad);
});

/** Ticked rows look ticked, and the bar of bulk acts is there while any row is. */
function tell() {
  for (const l of document.querySelectorAll("[data-liste]")) {
    const bokser = [...l.querySelectorAll("[data-rad] input[type=checkbox]")];
    for (const b of bokser) b.closest("[data-rad]").classList.toggle("valgt", b.checked);
    const antall = bokser.filter((b) => b.checked).length;
    const alle = l.querySelector("[data-velgalle]");
    if (alle) { alle.checked = antall > 0 && antall === bokser.length; alle.indeterminate = antall > 0 && antall < bokser.length; }
    const linje = (l.closest("form") ?? document).querySelector("[data-massevalg]");
    if (!linje) continue;
    linje.dataset.talt = "";
    linje.hidden = antall === 0;
    for (const tall of linje.querySelectorAll("[data-antall]")) tall.textContent = String(antall);
  }
}
document.addEventListener("change", (e) => {
  if (e.target.matches("[data-velgalle]")) for (const b of e.target.closest("[data-liste]").querySelectorAll("[data-rad] input[type=checkbox]")) b.checked = e.target.checked;
  const l = e.target.closest("[data-liste]");
  if (!l) return;
  const rad = e.target.closest("[data-rad]");
  if (rad) { for (const r of rader(l)) delete r.dataset.sist; rad.dataset.sist = ""; }
  tell();
});
document.addEventListener("click", (e) => {
  if (!e.target.closest("[data-fjernvalg]")) return;
  e.preventDefault();
  for (const b of document.querySelectorAll("[data-rad] input[type=checkbox]:checked")) b.checked = false;
  tell();
});
// What opens to be written in, is written in at once.
document.addEventListener("toggle", (e) => { if (e.target.matches?.(".topp__meny--opp") && e.target.open) e.target.querySelector("textarea")?.focus(); }, true);
document.addEventListener("htmx:afterSwap", tell);
tell();
