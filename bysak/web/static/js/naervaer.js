// «X har denne åpen»: a sign of life each fifteen seconds while the page is on the screen, and one word when it is left.

const plass = document.querySelector("[data-naervaer]");
const TAKT = 15_000, LENGST = 60_000;
let klokke = 0, opphold = TAKT;

function skjema(borte) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
  if (borte) data.set("borte", "ja");
  return data;
}

async function leverTegn() {
  clearTimeout(klokke);
  if (document.hidden) return;
  try {
    const svar = await fetch(plass.dataset.naervaer, { method: "POST", body: skjema(false), headers: { "X-Stille": "1", "HX-Request": "true" }, redirect: "manual" });
    // Logged out, or no longer allowed to see it: the next act says so.
    if (!svar.ok) return;
    const tekst = await svar.text();
    if (plass.innerHTML !== tekst) plass.innerHTML = tekst;
    opphold = TAKT;
  } catch {
    opphold = Math.min(LENGST, opphold * 2);
  }
  klokke = setTimeout(leverTegn, opphold);
}

if (plass) {
  addEventListener("pagehide", () => { navigator.sendBeacon(plass.dataset.naervaer, skjema(true)); });
  addEventListener("pageshow", (e) => { if (e.persisted) void leverTegn(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) void leverTegn(); });
  addEventListener("online", () => { void leverTegn(); });
  void leverTegn();
}
