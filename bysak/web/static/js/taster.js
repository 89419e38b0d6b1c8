// Keys. A page declares them where the control is: aria-keyshortcuts="T" (or "Control+Enter", "Alt+H") or, for a
// sequence, data-tast="G M". Nothing here knows any page. Single letters work only when no field has focus, and not at
// all when the person has switched them off (body data-taster="av", WCAG 2.1.4).

const FELT = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const VALGBAR = "[aria-keyshortcuts], [data-tast]";
const SEKVENSTID = 1500;

const synlig = (el) => el.checkVisibility?.() ?? el.offsetParent !== null;
const iFelt = () => Boolean(document.activeElement?.matches(FELT));
const apenDialog = () => document.querySelector("dialog[open]") ?? document.querySelector("[popover]:popover-open");

/** The name of the pressed key as aria-keyshortcuts writes it. */
function navn(e) {
  const tast = e.code === "Space" ? "Space" : e.key.length === 1 ? e.key.toUpperCase() : e.key;
  // Alt and Option compose other characters on some keyboards; the physical key is what the label says.
  const fysisk = e.altKey && /^(Key|Digit)/.test(e.code) ? e.code.replace(/^(Key|Digit)/, "") : tast;
  const deler = [(e.ctrlKey || e.metaKey) && "Control", e.altKey && "Alt"];
  if (e.shiftKey && (/^[A-ZÆØÅ]$/.test(fysisk) || fysisk.length > 1)) deler.push("Shift");
  return [...deler.filter(Boolean), fysisk].join("+");
}

/** The first control that declares `tast` and is visible, or in a menu that is closed; an open dialog hides what lies behind it.
 *  What stands where focus is, in something that was opened, goes first. */
function kontroll(tast, attributt) {
  const rot = apenDialog() ?? document;
  const naer = document.activeElement?.closest("details[open]")?.querySelectorAll(`[${attributt}]`) ?? [];
  return [...naer, ...rot.querySelectorAll(`[${attributt}]`)].find(
    (el) => (attributt === "data-tast" ? el.dataset.tast === tast : el.getAttribute(attributt).split(" ").includes(tast)) && (synlig(el) || el.closest("details.topp__meny")));
}

/** Use a control as a click or, for a field, as a way into it. A stopped button leads to what stops it. */
function bruk(el) {
  if (!el.matches(FELT) || "palett" in el.dataset) return el.click(); // the field of the top bar opens the palette
  el.focus();
  el.select?.();
}

function apneOversikt() {
  const ark = document.getElementById("taster");
  const del = ark?.querySelector("[data-sidetaster]");
  if (!del) return;
  const liste = del.querySelector("dl");
  const vist = new Set();
  liste.replaceChildren();
  for (const el of document.querySelectorAll(VALGBAR)) {
    if (ark.contains(el) || !synlig(el)) continue;
    const taster = el.dataset.tast ?? el.getAttribute("aria-keyshortcuts").replaceAll("Control", "Ctrl").replace(/\+(?=.)/g, " ");
    if (vist.has(taster)) continue; // the first is the one the key uses
    vist.add(taster);
    const kopi = el.cloneNode(true);
    kopi.querySelectorAll("kbd, svg, .skjult, .meny__tall, .merke").forEach((k) => k.remove());
    const tekst = el.getAttribute("aria-label") ?? el.labels?.[0]?.textContent ?? (kopi.textContent.trim() || el.textContent);
    const dt = document.createElement("dt");
    const kbd = Object.assign(document.createElement("kbd"), { className: "tast", textContent: taster });
    dt.append(kbd);
    liste.append(dt, Object.assign(document.createElement("dd"), { textContent: tekst.trim() }));
  }
  del.hidden = !liste.children.length;
}

let forste = "";
let forsteTid = 0;

function enkelttast(e, tast) {
  if (document.body.dataset.taster === "av" || iFelt()) return false;
  if (tast === "?") {
    document.getElementById("taster")?.togglePopover();
    return true;
  }
  if (tast === "/") {
    const filter = [...document.querySelectorAll("[data-filter]"), document.getElementById("toppsok")].find((el) => el && synlig(el));
    if (filter) bruk(filter);
    return Boolean(filter);
  }
  if (forste && Date.now() - forsteTid < SEKVENSTID) {
    const el = kontroll(`${forste} ${tast}`, "data-tast");
    forste = "";
    if (el) { bruk(el); return true; }
  }
  if (document.querySelector(`[data-tast^="${CSS.escape(tast)} "]`)) {
    [forste, forsteTid] = [tast, Date.now()];
    return true;
  }
  return false;
}

document.addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.isComposing || ["Control", "Alt", "Shift", "Meta"].includes(e.key)) return;
  const tast = navn(e);
  const enkel = !e.ctrlKey && !e.metaKey && !e.altKey && tast !== "Escape";
  if (tast === "Control+Enter") {
    const hoved = document.activeElement?.closest("form")?.querySelector("[data-hovedhandling]") ?? document.querySelector("[data-hovedhandling]");
    if (hoved) { e.preventDefault(); bruk(hoved); return; }
  }
  if (tast === "Escape") {
    if (apenDialog()) return;
    const meny = document.querySelector(".topp__meny[open]");
    if (meny) { meny.open = false; meny.querySelector("summary").focus(); return; }
    if (iFelt()) return document.activeElement.blur();
  }
  if (enkel && enkelttast(e, tast)) return e.preventDefault();
  if (enkel && (iFelt() || document.body.dataset.taster === "av")) return;
  if (enkel && tast === "Enter") return; // Enter belongs to the control that has focus, and to liste.js
  const el = kontroll(tast, "aria-keyshortcuts");
  if (el) { e.preventDefault(); bruk(el); }
});

// A stopped button explains itself: focus moves to the first thing that stops it, instead of sending the form.
document.addEventListener("click", (e) => {
  const knapp = e.target.closest?.('[aria-disabled="true"]');
  if (!knapp) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  const liste = document.getElementById(knapp.getAttribute("aria-describedby") ?? "");
  (liste?.querySelector(".hinder--stopp :is(a, button)") ?? liste)?.focus();
}, true);

document.getElementById("taster")?.addEventListener("beforetoggle", (e) => { if (e.newState === "open") apneOversikt(); });
document.addEventListener("click", (e) => {
  const meny = document.querySelector(".topp__meny[open]");
  if (meny && !meny.contains(e.target)) meny.open = false;
});
