// The reader of documents without asking the server: pages, zoom, turning, hits, and the next pages as one comes to them.
// Every control is a link that does the same by itself. The document is shown another way, never changed.

const ZOOM = [50, 75, 100, 125, 150, 200];
const leseren = (el) => el.closest?.("[data-leser]");
const arkene = (l) => [...l.querySelectorAll("[data-ark]")];
const naa = (l) => Number(l.dataset.side);

/** The page that is being read: the last one that begins above the middle of what is shown. */
function lest(l) {
  const flate = l.querySelector("[data-flate]").getBoundingClientRect();
  const midt = flate.top + Math.min(flate.height, innerHeight) / 2;
  return arkene(l).filter((a) => a.getBoundingClientRect().top <= midt).at(-1) ?? arkene(l)[0];
}

function noter(l, nr) {
  if (nr === naa(l)) return;
  l.dataset.side = nr;
  for (const tall of l.querySelectorAll("[data-naa]")) tall.textContent = nr;
  for (const liten of l.querySelectorAll("[data-gaa-til]")) {
    if (Number(liten.dataset.gaaTil) === nr) liten.setAttribute("aria-current", "true");
    else liten.removeAttribute("aria-current");
  }
  for (const knapp of l.querySelectorAll("[data-gaa]")) settSide(knapp, Math.min(Math.max(nr + Number(knapp.dataset.gaa), 1), Number(l.dataset.sider)), l);
}

function settSide(lenke, nr, l) {
  const url = new URL(lenke.href);
  url.searchParams.set([...url.searchParams.keys()].includes("ved_side") ? "ved_side" : "side", nr);
  url.hash = `${l.dataset.leser}-${nr}`;
  lenke.href = url.href;
}

/** Go to a page that is here; says whether it was. */
function gaaTil(l, nr) {
  const ark = arkene(l).find((a) => Number(a.dataset.ark) === nr);
  ark?.scrollIntoView({ block: "start" });
  if (ark) noter(l, nr);
  return Boolean(ark);
}

/** Change how it is shown, and let the next search and the next file be shown likewise. */
function vis(l, navn, verdi) {
  const flate = l.querySelector("[data-flate]");
  const ark = lest(l);
  l.dataset[navn] = verdi;
  for (const felt of l.querySelectorAll(`[data-tilstand][name$="${navn}"]`)) felt.value = verdi;
  if (navn === "zoom") {
    l.querySelector("[data-zoomtall]").textContent = `${verdi} %`;
    if (verdi > 125) for (const bilde of l.querySelectorAll(".ark--side img:not([src*='form='])")) bilde.src += "?form=stor";
  }
  ark?.scrollIntoView({ block: "nearest" });
  flate.scrollLeft = (flate.scrollWidth - flate.clientWidth) / 2;
}

let treff = 0;
function gaaTilTreff(l, steg) {
  const alle = [...l.querySelectorAll(`[id^="${l.dataset.leser}-treff-"]`)];
  if (!alle.length) return false;
  const her = alle.findIndex((t) => t.classList.contains("her"));
  treff = (her < 0 ? (steg > 0 ? 0 : alle.length - 1) : her + steg + alle.length) % alle.length;
  for (const t of alle) t.classList.toggle("her", t === alle[treff]);
  alle[treff].scrollIntoView({ block: "center", inline: "center" });
  const setning = l.querySelector("[data-treffsetning]");
  if (setning) setning.textContent = setning.textContent.replace(/^(\d+ ·\s*)?/, `${Number(alle[treff].id.split("-").at(-1))} · `);
  return true;
}

function gjoer(l, el) {
  const { gaa, gaaTil: til, zoomsteg, treff: steg } = el.dataset;
  if (gaa) return gaaTil(l, naa(l) + Number(gaa)) || naa(l) + Number(gaa) < 1 || naa(l) + Number(gaa) > Number(l.dataset.sider);
  if (til) return gaaTil(l, Number(til));
  if (steg) return gaaTilTreff(l, Number(steg));
  if ("vriknapp" in el.dataset) vis(l, "vri", (Number(l.dataset.vri) + 90) % 360);
  else if (zoomsteg) vis(l, "zoom", ZOOM[Math.min(Math.max(ZOOM.indexOf(Number(l.dataset.zoom)) + Number(zoomsteg), 0), ZOOM.length - 1)]);
  else return false;
  return true;
}

document.addEventListener("click", (e) => {
  if (e.ctrlKey || e.metaKey || e.shiftKey) return;
  const el = e.target.closest?.("[data-gaa], [data-gaa-til], [data-zoomsteg], [data-vriknapp], [data-treff]");
  const l = el && leseren(el);
  if (l && gjoer(l, el)) e.preventDefault();
});

document.addEventListener("scroll", (e) => {
  const l = e.target === document ? document.querySelector("[data-leser]") : e.target.matches?.("[data-flate]") && leseren(e.target);
  const ark = l && lest(l);
  if (ark) noter(l, Number(ark.dataset.ark));
}, { capture: true, passive: true });

/** The next pages come when one is near the end of those that are here. */
const naer = new IntersectionObserver(async (funn) => {
  for (const { isIntersecting, target } of funn) {
    if (!isIntersecting) continue;
    naer.unobserve(target);
    const maal = leseren(target).dataset.leser;
    // The part that htmx puts in anew is sent alone, so that the next pages do not cost a whole page.
    const headers = maal === "dokument" ? { "HX-Request": "true", "HX-Target": maal } : {};
    const svar = await fetch(target.querySelector("a").href, { headers }).catch(() => null);
    if (!svar?.ok || svar.redirected) continue; // the link is there still
    const side = new DOMParser().parseFromString(await svar.text(), "text/html");
    const flate = side.querySelector(`[data-leser="${maal}"] [data-flate]`);
    if (flate) target.replaceWith(...flate.querySelectorAll("[data-ark], [data-mer]"));
    start();
  }
}, { rootMargin: "800px" });

function start() {
  for (const mer of document.querySelectorAll("[data-mer]")) naer.observe(mer);
  for (const l of document.querySelectorAll("[data-leser]:not([data-startet])")) {
    l.dataset.startet = "";
    l.parentElement.querySelector(".dokument__faner [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (naa(l) > 1 && !location.hash) gaaTil(l, naa(l));
    if (l.querySelector("[data-treffsetning]")) gaaTilTreff(l, 1);
  }
}
document.addEventListener("htmx:afterSettle", start);
start();
