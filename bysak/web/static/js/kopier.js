// Copies what a button carries, and says so. Without this module the text stands in the page to be marked, no button shows.

const svar = document.getElementById("kopiert");

if (navigator.clipboard) {
  for (const knapp of document.querySelectorAll("[data-kopier]")) {
    knapp.hidden = false;
    knapp.addEventListener("click", async () => {
      await navigator.clipboard.writeText(knapp.dataset.kopier);
      if (svar) svar.textContent = knapp.dataset.kopiert;
      knapp.classList.add("knapp--gjort");
    });
  }
}
