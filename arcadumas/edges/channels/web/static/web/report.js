/* Optional. Shows the emergency numbers while the text is written, and moves to the errors. */
(() => {
  const note = document.querySelector("[data-danger]");
  const fields = ["title", "body"].map(id => document.getElementById(id));
  if (note) {  /* as core/reports/dangers.py, whose patterns the page carries */
    const word = note.dataset.danger, danger = new RegExp(`\\b${word}\\b`, "i");
    const otherwise = new RegExp(`\\b${note.dataset.otherwise.replaceAll("§", word)}\\b`, "gi");
    const speaks = text => danger.test(text.replace(/(\w)\1{2,}/g, "$1").replace(otherwise, " "));
    fields.forEach(field => field.addEventListener("input", () => { note.hidden = !fields.some(f => speaks(f.value)); }));
  }
  const errors = document.querySelector(".errors");
  if (errors) errors.focus();
})();
