// Drafts. A form with data-kladd="<key>" keeps what is typed in the browser until the server has taken it, so that a lost
// network, session or power cut loses nothing. Drafts belong to one person, are offered (never put in by themselves) and
// are dropped after a week. Passwords, codes, files and hidden fields are not kept.
//
// Any other form of the page is kept from the moment it is sent. What turns out not to have been taken (the session had
// ended, something broke) is put in again by itself, with focus on the button: one press sends it. Nothing is sent unasked.

const UKE = 7 * 24 * 60 * 60 * 1000;
const PREFIKS = `kladd:${document.body.dataset.bruker || "-"}:`;
const SKJEMA = "form[data-kladd], main form[method=post]";
const nokkel = (skjema) => PREFIKS + (skjema.dataset.kladd ?? `${location.pathname} ${skjema.getAttribute("action") ?? ""}`);
const felter = (skjema) => [...skjema.elements].filter((f) => f.name && !["hidden", "password", "file", "submit", "button", "fieldset"].includes(f.type) && !f.readOnly && !("ikkeKladd" in f.dataset));

function les(k) {
  try { return JSON.parse(localStorage.getItem(k)); } catch { return null; }
}
function skriv(k, verdi) {
  try { localStorage.setItem(k, JSON.stringify(verdi)); } catch { /* full or forbidden: the form still works, without a draft */ }
}

function verdier(skjema) {
  const ut = {};
  for (const f of felter(skjema)) {
    if (f.type === "checkbox") (ut[f.name] ??= []).push(...(f.checked ? [f.value] : []));
    else if (f.type !== "radio" || f.checked) ut[f.name] = f.value;
  }
  return ut;
}

function fyll(skjema, lagret) {
  for (const f of felter(skjema)) {
    if (!(f.name in lagret)) continue;
    if (f.type === "checkbox") f.checked = lagret[f.name].includes(f.value);
    else if (f.type === "radio") f.checked = lagret[f.name] === f.value;
    else f.value = lagret[f.name];
    f.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function tilby(skjema, kladd) {
  const linje = document.getElementById("kladdmal")?.content.firstElementChild.cloneNode(true);
  if (!linje) return;
  const tid = new Date(kladd.tid).toLocaleTimeString("nb", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
  const tittel = linje.querySelector("b");
  tittel.textContent = tittel.textContent.replace("{tid}", tid);
  linje.querySelector("[data-hent]").addEventListener("click", () => { fyll(skjema, kladd.verdier); linje.remove(); felter(skjema)[0]?.focus(); });
  linje.querySelector("[data-kast]").addEventListener("click", () => { localStorage.removeItem(nokkel(skjema)); linje.remove(); });
  skjema.prepend(linje);
}

/** What was sent and not taken stands in the form again. */
function gjenopprett(skjema, kladd) {
  fyll(skjema, kladd.verdier);
  skriv(nokkel(skjema), { ...kladd, avbrutt: false });
  const linje = document.getElementById("avbruttmal")?.content.firstElementChild.cloneNode(true);
  if (linje) skjema.prepend(linje);
  (skjema.querySelector("[data-hovedhandling]") ?? skjema.querySelector("button:not([type=button])"))?.focus();
}

function start(skjema) {
  if (skjema.dataset.kladdstartet || !felter(skjema).length) return;
  skjema.dataset.kladdstartet = "1";
  const utgangspunkt = JSON.stringify(verdier(skjema));
  const kladd = les(nokkel(skjema));
  if (kladd && !skjema.querySelector('[aria-invalid="true"], .felt--feil') && JSON.stringify(kladd.verdier) !== utgangspunkt) (kladd.avbrutt ? gjenopprett : tilby)(skjema, kladd);
  let klokke = 0;
  const lagre = () => skriv(nokkel(skjema), { tid: Date.now(), verdier: verdier(skjema) });
  if (skjema.dataset.kladd) skjema.addEventListener("input", () => { clearTimeout(klokke); klokke = setTimeout(lagre, 400); });
  skjema.addEventListener("submit", () => { clearTimeout(klokke); skriv(nokkel(skjema), { tid: Date.now(), verdier: verdier(skjema), sendt: true }); });
}

/**
 * A draft that was sent is dropped when the next page shows that the server took it: it is not back with errors. The login
 * and the error pages show that it did not, so there it becomes an ordinary draft again.
 */
function rydd() {
  const ikkeTatt = ["innlogging", "feil"].includes(document.body.dataset.side);
  const feil = new Set([...document.querySelectorAll("form[method=post]:is([data-feilet], :has(.felt--feil, [aria-invalid='true'], .boks--fare))")].map(nokkel));
  for (const k of Object.keys(localStorage).filter((n) => n.startsWith("kladd:"))) {
    const kladd = les(k);
    if (!kladd || Date.now() - kladd.tid > UKE || (kladd.sendt && !ikkeTatt && k.startsWith(PREFIKS) && !feil.has(k))) localStorage.removeItem(k);
    else if (kladd.sendt && ikkeTatt) skriv(k, { ...kladd, sendt: false, avbrutt: true });
  }
}

try { rydd(); } catch { /* storage is forbidden: drafts are simply off */ }
document.querySelectorAll(SKJEMA).forEach(start);
document.addEventListener("htmx:afterSettle", () => document.querySelectorAll(SKJEMA).forEach(start));
document.addEventListener("htmx:afterRequest", (e) => {
  const skjema = e.detail.elt.closest?.(SKJEMA);
  if (skjema && e.detail.successful && e.detail.requestConfig.verb !== "get") localStorage.removeItem(nokkel(skjema));
});
