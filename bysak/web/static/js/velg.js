// Choosing where to work: what is typed narrows the list at once, and Enter takes the first that is left. Without this the
// field is an ordinary search.

const finn = document.getElementById("finn");
const valg = [...document.querySelectorAll("#velg button")];

finn?.addEventListener("input", () => {
  const soekt = finn.value.trim().toLowerCase();
  for (const knapp of valg) (knapp.closest("li") ?? knapp).hidden = Boolean(soekt) && (!knapp.closest("li") || !knapp.textContent.toLowerCase().includes(soekt));
  for (const del of document.querySelectorAll("#velg section")) del.hidden = !del.querySelector("li:not([hidden])");
});
finn?.form.addEventListener("submit", (e) => {
  const treff = valg.find((knapp) => knapp.checkVisibility());
  if (!treff) return;
  e.preventDefault();
  treff.click();
});
