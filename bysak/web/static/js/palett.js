// The command palette: a combobox with a listbox (APG). The server gives the lines; what the open page can do is read
// from its own controls, so that an act has one place, and a stopped one still says what stops it.

const palett = document.getElementById("palett");
const felt = document.getElementById("palettsok");
const liste = document.getElementById("palett-liste");
const topp = document.querySelector("[data-palett]");
const HER = "#hoved :is(a, button, summary)[aria-keyshortcuts], #hoved .handlingsmeny a, #hoved .handlingslinje :is(a, button), #hoved .sidehode__valg > :is(a, button), #hoved .sidehode__valg > form > button";
const MAKS_HER = 8;

const valgene = () => [...liste.querySelectorAll('[role="option"]')];
const valgt = () => liste.querySelector('[aria-selected="true"]');

function marker(el) {
  valgt()?.setAttribute("aria-selected", "false");
  el?.setAttribute("aria-selected", "true");
  if (el) felt.setAttribute("aria-activedescendant", el.id);
  else felt.removeAttribute("aria-activedescendant");
  el?.scrollIntoView({ block: "nearest" });
}

function navn(el) {
  const kopi = el.cloneNode(true);
  kopi.querySelectorAll("kbd, svg, .skjult, .merke").forEach((k) => k.remove());
  return (kopi.textContent.trim() || el.getAttribute("aria-label") || el.textContent).trim();
}

/** A line that uses a control of the page: its name, what stops it, and its key. */
function linje(el, nr) {
  const knapp = Object.assign(document.createElement("button"), { type: "button", className: "valg", id: `pv-her-${nr}`, tabIndex: -1 });
  knapp.setAttribute("role", "option");
  knapp.setAttribute("aria-selected", "false");
  const ikon = el.querySelector("svg.ikon");
  if (ikon) knapp.append(ikon.cloneNode(true));
  knapp.append(Object.assign(document.createElement("span"), { className: "kutt", textContent: navn(el) }));
  const hindringer = el.getAttribute("aria-disabled") === "true" && el.querySelector(".merke");
  if (hindringer) knapp.append(hindringer.cloneNode(true));
  const tast = (el.getAttribute("aria-keyshortcuts") ?? "").replaceAll("Control", "Ctrl").replace(/\+(?=.)/g, " ");
  if (tast) {
    const hoyre = Object.assign(document.createElement("span"), { className: "hoyre" });
    hoyre.setAttribute("aria-hidden", "true");
    hoyre.append(Object.assign(document.createElement("kbd"), { className: "tast", textContent: tast }));
    knapp.append(hoyre);
  }
  knapp.addEventListener("click", (e) => {
    e.stopPropagation(); // a click elsewhere closes the menu that this one may open
    palett.close();
    el.focus();
    el.click();
  });
  return knapp;
}

function paaDenneSiden() {
  const ord = felt.value.toLowerCase().split(/\s+/).filter(Boolean);
  const sett = new Set(valgene().map((v) => navn(v).toLowerCase())); // what stands above is not said twice
  const her = [...document.querySelectorAll(HER)].filter((el) => {
    const tekst = navn(el).toLowerCase();
    const synlig = el.closest("details:not([open])") ? el.closest("details").checkVisibility() : el.checkVisibility();
    if (!synlig || sett.has(tekst) || !ord.every((o) => ` ${tekst}`.includes(` ${o}`))) return false;
    return sett.add(tekst);
  });
  if (!her.length) return;
  const gruppe = document.getElementById("palett-her").content.firstElementChild.cloneNode(true);
  gruppe.append(...her.slice(0, MAKS_HER).map(linje));
  liste.append(gruppe);
}

function aapne(tekst) {
  if (palett.open) return;
  felt.value = tekst;
  palett.showModal();
  felt.focus();
  felt.dispatchEvent(new Event("paapnet"));
}

topp?.addEventListener("click", (e) => { e.preventDefault(); aapne(""); });
topp?.addEventListener("input", () => {
  const tekst = topp.value;
  topp.value = topp.defaultValue;
  aapne(tekst);
});

// A click beside the palette closes it; Esc does so by itself, and focus goes back to where it was.
palett?.addEventListener("click", (e) => { if (e.target === palett) palett.close(); });
liste?.addEventListener("htmx:afterSwap", (e) => {
  if (e.detail.target !== liste) return;
  liste.removeAttribute("aria-busy");
  paaDenneSiden();
  liste.scrollTop = 0;
  marker(felt.value.trim() ? valgene()[0] : undefined);
});
liste?.addEventListener("pointermove", (e) => {
  const under = e.target.closest('[role="option"]');
  if (under && under !== valgt()) marker(under);
});

felt?.addEventListener("keydown", (e) => {
  if (e.isComposing) return;
  const alle = valgene();
  const naa = alle.indexOf(valgt());
  const ny = { ArrowDown: (naa + 1) % alle.length, ArrowUp: (naa < 1 ? alle.length : naa) - 1 }[e.key];
  if (ny !== undefined && alle.length) {
    e.preventDefault();
    marker(alle[ny]);
  } else if (e.key === "Enter") {
    e.preventDefault(); // the form of the field only closes
    bruk(valgt(), e.ctrlKey || e.metaKey);
  }
});

function bruk(el, nyFane) {
  if (!el) return;
  if (nyFane && el.href) window.open(el.href, "_blank", "noopener");
  else el.click();
}
