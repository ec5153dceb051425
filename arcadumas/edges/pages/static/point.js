/* Optional. "Use my location" on a form that asks where it happened: the browser is asked only when the button is pressed, and
   the point goes nowhere before the form is sent. Sentences: parts/point.html. */
(() => {
  const part = document.querySelector("[data-point]");
  if (!part || !navigator.geolocation || !isSecureContext) return;
  const words = part.dataset, ROUGH = 300, PATIENCE = 20_000; // metres; milliseconds
  const [lat, lon] = ["lat", "lon"].map(name => part.querySelector(`[name=${name}]`));
  const [find, drop, said, hint] = ["find", "drop", "said", "hint"].map(name => part.querySelector(`[data-point-${name}]`));
  const [south, west, north, east] = words.box.split(",").map(Number);

  const say = (...sentences) => {
    const note = document.createElement("p");
    note.className = "note small";
    note.textContent = sentences.join(" ");
    said.replaceChildren(note);
  };
  const isOutside = () => !(+lat.value >= south && +lat.value <= north && +lon.value >= west && +lon.value <= east);
  const kept = metres => {
    const sentence = (metres ? words.kept : words.set).replace("{point}", `${lat.value}, ${lon.value}`);
    return [sentence.replace("{metres}", metres?.toLocaleString(document.documentElement.lang)), metres > ROUGH && words.coarse, isOutside() && words.outside].filter(Boolean);
  };

  find.addEventListener("click", () => {
    if (find.getAttribute("aria-disabled")) return;
    find.setAttribute("aria-disabled", "true");
    say(words.finding);
    const done = act => result => { find.removeAttribute("aria-disabled"); act(result); };
    navigator.geolocation.getCurrentPosition(done(({ coords }) => {
      [lat.value, lon.value] = [coords.latitude, coords.longitude].map(degrees => String(+degrees.toFixed(5)));
      say(...kept(Math.max(1, Math.round(coords.accuracy))));
      drop.hidden = false;
    }), done(fault => {
      const why = [words.denied, words.unavailable, words.timeout][fault.code - 1] || words.unavailable;
      say(why, ...(lat.value ? kept() : []));
    }), { enableHighAccuracy: true, timeout: PATIENCE });
  });
  drop.addEventListener("click", () => {
    lat.value = lon.value = "";
    drop.hidden = true;
    say(words.dropped);
    find.focus();
  });

  part.hidden = find.hidden = false;
  hint.hidden = !hint.textContent;
  drop.hidden = !lat.value;
})();
