// Files by dropping, pasting and whole folders: each is sent by itself with its own progress, and its row comes back from
// the server. Without this module the same form sends them all at once. On the page of a case or an entry (data-slipp) the
// form is fetched into a dialog when files come.

const enOmGangen = 2;

/** All files of a drop, also those in folders. */
async function filene(data) {
  const ut = [];
  async function gaa(del) {
    if (del.isFile) return ut.push(await new Promise((ja, nei) => del.file(ja, nei)));
    const leser = del.createReader();
    for (;;) {
      const deler = await new Promise((ja, nei) => leser.readEntries(ja, nei));
      if (!deler.length) return undefined;
      for (const d of deler) await gaa(d);
    }
  }
  const deler = [...data.items].map((i) => i.webkitGetAsEntry?.()).filter(Boolean);
  if (!deler.length) return [...data.files];
  for (const d of deler) await gaa(d).catch(() => {});
  return ut.filter((f) => !/^(\.|Thumbs\.db$)/i.test(f.name));
}

/** A picture from the clipboard has no name worth keeping. */
function navngitt(fil) {
  if (!/^image\.\w+$/.test(fil.name)) return fil;
  const tid = new Date().toLocaleString("nb").replace(/[^\d]+/g, "-");
  return new File([fil], `utklipp-${tid}.${fil.name.split(".").at(-1)}`, { type: fil.type });
}

function plasser(skjema) {
  const rader = [...skjema.querySelectorAll('[data-filrad=""]')];
  rader.forEach((r, i) => { const p = r.querySelector("[data-plass]"); if (p && p.value !== "ut" && !p.dataset.valgt) p.value = String(Math.min(i + 1, 20)); });
  if (rader.length && !skjema.querySelector("[name=hoved]:checked")) { const f = skjema.querySelector("[name=hoved]"); if (f) f.checked = true; }
}

function feilrad(rad, navn, setning) {
  rad.className = "filrad filrad--feil";
  rad.replaceChildren(Object.assign(document.createElement("b"), { textContent: navn, className: "bryt" }), Object.assign(document.createElement("p"), { textContent: setning }));
}

function send(skjema, fil) {
  const rad = document.createElement("li");
  const maaler = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
  maaler.setAttribute("aria-label", `${skjema.dataset.sendes} ${fil.name}`);
  rad.className = "filrad";
  rad.append(Object.assign(document.createElement("b"), { textContent: fil.name, className: "bryt" }), maaler);
  skjema.querySelector("[data-rader]").append(rad);
  return async () => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", skjema.querySelector("[name=csrfmiddlewaretoken]").value);
    data.set("gjoer", "ta_imot");
    const post = skjema.querySelector("[name=post]");
    if (post) data.set("post", post.value);
    data.set("filer", fil);
    await new Promise((ferdig) => {
      const kall = new XMLHttpRequest();
      kall.upload.addEventListener("progress", (p) => { if (p.lengthComputable) maaler.value = (100 * p.loaded) / p.total; });
      kall.addEventListener("load", () => {
        const svar = new DOMParser().parseFromString(`<ol>${kall.responseText}</ol>`, "text/html").querySelector("[data-filrad]");
        if (kall.status === 200 && svar) rad.replaceWith(svar);
        else feilrad(rad, fil.name, kall.status === 413 ? skjema.dataset.stor : skjema.dataset.feil);
        ferdig();
      });
      kall.addEventListener("error", () => { feilrad(rad, fil.name, skjema.dataset.nett); ferdig(); });
      kall.open("POST", skjema.action);
      kall.setRequestHeader("X-Opplasting", "1");
      kall.send(data);
    });
  };
}

async function taInn(skjema, filer) {
  const koe = filer.map(navngitt).map((f) => send(skjema, f));
  const arbeider = async () => { for (let neste = koe.shift(); neste; neste = koe.shift()) await neste(); };
  await Promise.all(Array.from({ length: enOmGangen }, arbeider));
  plasser(skjema);
  const gikk = skjema.querySelectorAll('[data-filrad=""]').length;
  skjema.querySelector("[data-status]").textContent = `${gikk} / ${skjema.querySelectorAll(".filrad").length}`;
  skjema.querySelector("[data-filrad=''] [name=tittel]")?.focus();
}

function start(skjema) {
  skjema.querySelector("[data-send]").hidden = true;
  const mappe = skjema.querySelector("[data-mappe]");
  mappe.hidden = !("webkitdirectory" in HTMLInputElement.prototype);
  skjema.addEventListener("change", (e) => {
    if (e.target.type === "file") { taInn(skjema, [...e.target.files]); e.target.value = ""; }
    if (e.target.matches("[data-plass]")) e.target.dataset.valgt = "1";
  });
}

let aapen = null;
/** The form of this page, or the one that is fetched into a dialog. */
async function skjemaet() {
  const her = document.querySelector("[data-filer]");
  if (her) return her;
  const adresse = document.querySelector("[data-slipp]")?.dataset.slipp;
  if (!adresse) return null;
  const svar = await fetch(adresse).catch(() => null);
  if (!svar?.ok) { location.assign(adresse); return null; }
  const side = new DOMParser().parseFromString(await svar.text(), "text/html");
  const skjema = side.querySelector("[data-filer]");
  if (!skjema) { location.assign(adresse); return null; }
  aapen = document.createElement("dialog");
  aapen.className = "filark";
  const tittel = Object.assign(document.createElement("h2"), { textContent: side.querySelector("h1").textContent, id: "filark-tittel" });
  aapen.setAttribute("aria-labelledby", tittel.id);
  aapen.append(tittel, document.adoptNode(skjema));
  document.body.append(aapen);
  start(skjema);
  skjema.querySelector("[data-lukk]")?.addEventListener("click", (e) => { e.preventDefault(); aapen.close(); });
  aapen.addEventListener("close", () => aapen.remove());
  aapen.showModal();
  return skjema;
}

async function kom(e, data) {
  const filer = [...data.types].includes("Files");
  if (!filer || !document.querySelector("[data-filer], [data-slipp]")) return;
  e.preventDefault();
  const alle = await filene(data); // read before anything is awaited: the browser empties it
  const skjema = alle.length && await skjemaet();
  if (skjema) await taInn(skjema, alle);
}
const flate = () => document.querySelector("[data-slippflate], [data-slipp]");
document.addEventListener("dragover", (e) => { if ([...e.dataTransfer.types].includes("Files")) { e.preventDefault(); flate()?.classList.add("slipp--over"); } });
document.addEventListener("dragleave", (e) => { if (!e.relatedTarget) flate()?.classList.remove("slipp--over"); });
document.addEventListener("drop", (e) => { flate()?.classList.remove("slipp--over"); kom(e, e.dataTransfer); });
document.addEventListener("paste", (e) => kom(e, e.clipboardData));
for (const skjema of document.querySelectorAll("[data-filer]")) start(skjema);
