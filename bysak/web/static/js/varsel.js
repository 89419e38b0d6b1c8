// Receipts at the bottom of the page: ten seconds, and never while the pointer or focus is on them. The same line stands
// in the history of the record, so nothing is lost when it goes.

const TID = 10_000;

function folg(el) {
  let klokke = 0;
  const start = () => { klokke = setTimeout(() => { if (el.matches(":hover, :focus-within")) start(); else el.remove(); }, TID); };
  el.addEventListener("pointerenter", () => clearTimeout(klokke));
  el.addEventListener("pointerleave", start);
  start();
}

const boks = document.getElementById("varsler");
if (boks) {
  boks.querySelectorAll("[data-varsel]").forEach(folg);
  new MutationObserver((endringer) => {
    for (const { addedNodes } of endringer) for (const n of addedNodes) if (n.matches?.("[data-varsel]")) folg(n);
  }).observe(boks, { childList: true });
}
