// One quiet question for all that changes by itself: the counts of the menu, and the lists marked `data-levende`.
// Nothing new is an empty answer. A hidden tab does not ask, and without a network it asks ever more seldom.

const LENGST = 60_000;
const takt = () => Number(document.querySelector("[data-takt]")?.dataset.takt ?? 10) * 1000;
const NOEKKEL = `levende ${document.body.dataset.bruker} ${document.querySelector(".topp__virksomhet")?.textContent.trim()} ${document.documentElement.lang}`;
const STILLE = { headers: { "X-Stille": "1" }, redirect: "manual" };
const knapp = document.getElementById("nyhet");
let klokke = 0, opphold = takt(), foerste = true, venter = null;

const husket = () => JSON.parse(sessionStorage.getItem(NOEKKEL) ?? "null");

function visTall(tall) {
  for (const plass of document.querySelectorAll("[data-tall]")) {
    const nytt = tall[plass.dataset.tall] ?? "";
    if (plass.innerHTML !== nytt) plass.innerHTML = nytt;
  }
}

async function spoer() {
  const svar = await fetch(`/levende?merke=${encodeURIComponent(husket()?.merke ?? "")}`, STILLE);
  if (svar.type === "opaqueredirect") return false; // logged out: the next act leads to the login
  if (!svar.ok) throw new Error(String(svar.status));
  const nytt = svar.status === 200 ? await svar.json() : null;
  if (nytt) {
    sessionStorage.setItem(NOEKKEL, JSON.stringify(nytt));
    visTall(nytt.tall);
    document.body.dispatchEvent(new CustomEvent("levende"));
    // What was drawn a moment ago is not asked for again.
    if (!foerste) await hent();
  }
  foerste = false;
  return true;
}

async function runde() {
  clearTimeout(klokke);
  if (document.hidden) return;
  let igjen = true;
  try {
    igjen = await spoer();
    opphold = takt();
    if (venter) await settInn();
  } catch {
    opphold = Math.min(LENGST, opphold * 2);
  }
  if (igjen) klokke = setTimeout(runde, opphold);
}

const ord = (del) => del.textContent.replace(/\s+/g, " ").trim();
const lenke = (rad) => rad.querySelector("a[href]")?.getAttribute("href") ?? rad.querySelector("form")?.getAttribute("action");
const steder = () => [...document.querySelectorAll("[data-levende][id]")];

/** The page as it is now, held against the lists that are shown. */
async function hent() {
  if (!steder().length) return;
  const svar = await fetch(location.href, STILLE);
  if (!svar.ok) return;
  const side = new DOMParser().parseFromString(await svar.text(), "text/html");
  const endret = steder().filter((her) => side.getElementById(her.id) && ord(side.getElementById(her.id)) !== ord(her));
  venter = endret.length ? { side, ider: endret.map((her) => her.id) } : null;
  await settInn();
}

/** Nobody points at it, works in it or has chosen something there. */
const rolig = (del) => !del.matches(":hover, :focus-within, [data-roert]") && !del.querySelector("details[open]") && !document.querySelector("dialog[open]");

async function settInn(straks = false) {
  if (!venter) return void (knapp.hidden = true);
  const deler = venter.ider.map((id) => [document.getElementById(id), venter.side.getElementById(id)]).filter(([her]) => her);
  const gamle = new Set(deler.flatMap(([her]) => [...her.querySelectorAll("[data-rad]")].map(lenke)));
  const nye = deler.flatMap(([, ny]) => [...ny.querySelectorAll("[data-rad]")].filter((r) => !gamle.has(lenke(r))));
  if (!straks && !deler.every(([her]) => rolig(her))) {
    const tekst = nye.length > 1 ? knapp.dataset.flere.replace("{n}", String(nye.length)) : nye.length ? knapp.dataset.en : knapp.dataset.endret;
    if (knapp.textContent !== tekst) knapp.textContent = tekst;
    knapp.hidden = false;
    return;
  }
  for (const [her, ny] of deler) {
    const valgt = lenke(her.querySelector('[data-rad][aria-current="true"]') ?? her);
    her.removeAttribute("data-roert");
    her.replaceChildren(...ny.childNodes);
    const rad = [...her.querySelectorAll("[data-rad]")].find((r) => lenke(r) === valgt);
    if (rad) {
      for (const r of her.querySelectorAll("[data-rad][aria-current]")) r.removeAttribute("aria-current");
      rad.setAttribute("aria-current", "true");
    }
    window.htmx?.process(her);
  }
  venter = null;
  knapp.hidden = true;
  if (straks) (nye[0]?.querySelector("a[href], button") ?? deler[0]?.[0].querySelector("a[href]") ?? document.getElementById("hoved")).focus();
}

document.addEventListener("change", (e) => { e.target.closest?.("[data-levende]")?.setAttribute("data-roert", ""); });
knapp?.addEventListener("click", () => settInn(true));
document.addEventListener("visibilitychange", () => { if (!document.hidden) void runde(); });
addEventListener("online", () => { opphold = takt(); void runde(); });
visTall(husket()?.tall ?? {});
void runde();
