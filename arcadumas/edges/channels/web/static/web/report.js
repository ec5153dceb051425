/* Optional. Shows the emergency numbers while the text is written, and moves to the errors. */
(() => {
  const note = document.querySelector("[data-danger]");
  const words = /\b(kebakaran|terbakar|tenggelam|hanyut|kecelakaan|pingsan|pendarahan|tertimbun|longsor|kesetrum|begal|dirampok|ditusuk|dibacok|bunuh diri|diperkosa|diculik|darurat|fire|drowning|suicide|emergency)\b/i;
  const fields = ["title", "body"].map(id => document.getElementById(id));
  if (note) fields.forEach(field => field.addEventListener("input", () => { note.hidden = !fields.some(f => words.test(f.value)); }));
  const errors = document.querySelector(".errors");
  if (errors) errors.focus();
})();
