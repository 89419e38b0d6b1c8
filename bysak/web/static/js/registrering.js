// The registration form while somebody types: the title as the public sees it, the case search by keys, and a main button
// that is never stopped by what has since been mended. The server has the last word on everything.

const skjema = document.getElementById("registrer");
const rader = () => [...document.querySelectorAll("#saksvalg input[type=radio]")];

function velg(radio) {
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

skjema.addEventListener("input", (e) => {
  const knapp = skjema.querySelector("[data-hovedhandling]");
  knapp?.removeAttribute("aria-disabled");
  knapp?.querySelector(".merke")?.remove();
  const felt = e.target.closest(".felt--feil");
  if (felt && e.target.name !== "sak_sok") {
    felt.classList.remove("felt--feil");
    felt.querySelector(".felt__feil")?.remove();
    for (const f of felt.querySelectorAll("[aria-invalid]")) f.removeAttribute("aria-invalid");
  }
  if (e.target.matches("[data-tittel]")) skjema.querySelector("[data-publikum]").textContent = e.target.value;
});

skjema.addEventListener("keydown", (e) => {
  if (e.target.id === "f-sak" && e.key === "Enter" && !e.ctrlKey && !e.metaKey) { e.preventDefault(); velg(rader()[0]); }
  else if (e.target.id === "f-sak" && e.key === "ArrowDown") { e.preventDefault(); const forste = rader()[0]; velg(forste); forste?.focus(); }
  else if (e.target.matches("input:not([type=radio], [type=checkbox])") && e.key === "Enter" && !e.ctrlKey && !e.metaKey) e.preventDefault();
});

// A new case is chosen with its key; then its first field is next.
skjema.addEventListener("change", (e) => {
  if (e.target.name === "sak" && e.target.value === "ny") skjema.querySelector("#f-sak_klasse")?.focus();
});

// A suggested unit or person is taken into its field; the buttons say which one stands there.
skjema.addEventListener("click", (e) => {
  const knapp = e.target.closest("button[name=godta]");
  if (!knapp) return;
  e.preventDefault();
  const [navn, verdi] = knapp.value.split(":");
  const felt = skjema.elements[navn];
  felt.value = verdi;
  for (const slag of ["input", "change"]) felt.dispatchEvent(new Event(slag, { bubbles: true }));
});
skjema.addEventListener("change", (e) => {
  for (const knapp of skjema.querySelectorAll(`button[name=godta][value^="${e.target.name}:"]`)) knapp.ariaPressed = String(knapp.value === `${e.target.name}:${e.target.value}`);
});

// A page that comes back with errors starts at the first of them.
skjema.querySelector('[aria-invalid="true"]')?.focus();

// A draft on its way must not reach the server after the act, and be told that the item is no longer in the queue.
let sendt = false;
skjema.addEventListener("submit", () => { sendt = true; htmx.trigger(skjema, "htmx:abort"); });
addEventListener("pageshow", () => { sendt = false; });

// Who leaves the page lets go of the item, with what was typed; where this never arrives, the lease runs out by itself.
let endret = false;
skjema.addEventListener("input", () => { endret = true; });
addEventListener("pagehide", () => {
  if (sendt) return;
  const svar = new FormData(skjema);
  svar.set("handling", "forlat");
  if (endret) svar.set("endret", "1");
  navigator.sendBeacon(skjema.getAttribute("action"), svar);
});

// A unit or a person chosen while the answer was on its way is not overwritten by what the case suggests.
let spurt = 0;
let valgt = 0;
skjema.addEventListener("change", (e) => { if (e.target.closest("#arvet")) valgt = Date.now(); });
document.addEventListener("htmx:oobBeforeSwap", (e) => { if (e.detail.target.id === "arvet" && valgt > spurt) e.detail.shouldSwap = false; });

document.addEventListener("htmx:configRequest", (e) => {
  if (e.detail.elt !== skjema) return;
  if (sendt) { e.preventDefault(); return; }
  const navn = e.detail.triggeringEvent?.target?.name;
  if (!navn) return;
  e.detail.headers["X-Felt"] = navn;
  spurt = Date.now();
});
