// Shows how much of an upload has gone. Without this module the form is sent as any other, and the browser shows it.

for (const skjema of document.querySelectorAll("form[data-opplasting]")) {
  skjema.addEventListener("submit", (e) => {
    const maaler = skjema.querySelector("progress");
    e.preventDefault();
    maaler.hidden = false;
    const kall = new XMLHttpRequest();
    kall.upload.addEventListener("progress", (p) => { if (p.lengthComputable) maaler.value = (100 * p.loaded) / p.total; });
    // 204 is done, and the receipts wait for the page. What the server says no to is sent as a form, to show its answer.
    kall.addEventListener("load", () => { if (kall.status === 204) window.location.reload(); else skjema.submit(); });
    // If the network breaks, the form is as it was and can be sent again.
    kall.addEventListener("error", () => { maaler.hidden = true; skjema.querySelector("button").disabled = false; });
    kall.open("POST", skjema.action);
    kall.setRequestHeader("X-Opplasting", "1");
    kall.send(new FormData(skjema));
    skjema.querySelector("button").disabled = true;
  });
}
