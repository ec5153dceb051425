/* Optional. The point of what happened, on a form that asks for it: "Use my location", where the browser can; and the map, where
   the operator has chosen one. The browser is asked when the button is pressed, the map is fetched when it is opened, and the
   point goes nowhere before the form is sent. Sentences: parts/point.html. */
(() => {
  const part = document.querySelector("[data-point]");
  if (!part) return;
  const words = part.dataset, ROUGH = 300, PATIENCE = 20_000, NEAR = 16; // metres, milliseconds, the map's scale about a point
  const [lat, lon] = ["lat", "lon"].map(name => part.querySelector(`[name=${name}]`));
  const [find, drop, said, hint, map, canvas, middle] = ["find", "drop", "said", "hint", "map", "canvas", "middle"].map(name => part.querySelector(`[data-point-${name}]`));
  const [south, west, north, east] = words.box.split(",").map(Number);
  const canFind = navigator.geolocation && isSecureContext;
  if (!canFind && !map) return;
  let mark = () => {}; // shows the point on the map, once there is one

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
  const take = (latitude, longitude, metres) => {
    [lat.value, lon.value] = [latitude, longitude].map(degrees => String(+degrees.toFixed(5)));
    drop.hidden = false;
    say(...kept(metres));
    mark();
  };
  const regret = sentence => say(sentence, ...(lat.value ? kept() : []));

  find.addEventListener("click", () => {
    if (find.getAttribute("aria-disabled")) return;
    find.setAttribute("aria-disabled", "true");
    say(words.finding);
    const then = act => result => { find.removeAttribute("aria-disabled"); act(result); };
    navigator.geolocation.getCurrentPosition(
      then(({ coords }) => take(coords.latitude, coords.longitude, Math.max(1, Math.round(coords.accuracy)))),
      then(fault => regret([words.denied, words.unavailable, words.timeout][fault.code - 1] || words.unavailable)),
      { enableHighAccuracy: true, timeout: PATIENCE },
    );
  });
  drop.addEventListener("click", () => {
    lat.value = lon.value = "";
    drop.hidden = true;
    say(words.dropped);
    mark();
    (canFind ? find : middle).focus();
  });

  const fetched = (name, how) => new Promise((done, failed) => document.head.append(Object.assign(document.createElement(name), how, { onload: done, onerror: failed })));
  const draw = () => {
    const shown = L.map(canvas, { zoomControl: false }), dot = L.circleMarker([0, 0], { radius: 9, className: "map-point", interactive: false });
    L.control.zoom({ zoomInTitle: canvas.dataset.in, zoomOutTitle: canvas.dataset.out }).addTo(shown);
    shown.attributionControl.setPrefix("Leaflet");
    L.tileLayer(map.dataset.tiles, { attribution: new Option(map.dataset.credit).innerHTML, maxZoom: 19 }).addTo(shown);
    shown.fitBounds([[south, west], [north, east]]);
    mark = () => {
      if (!lat.value) return dot.remove();
      dot.setLatLng([+lat.value, +lon.value]).addTo(shown);
      if (!shown.getBounds().contains(dot.getLatLng()) || shown.getZoom() < NEAR) shown.setView(dot.getLatLng(), Math.max(shown.getZoom(), NEAR));
    };
    const put = place => { const at = place.wrap(); take(at.lat, at.lng); };
    shown.on("click", event => put(event.latlng));
    middle.addEventListener("click", () => put(shown.getCenter()));
    mark();
  };
  map?.addEventListener("toggle", async () => {
    try {
      await Promise.all([fetched("link", { rel: "stylesheet", href: map.dataset.style }), fetched("script", { src: map.dataset.script })]);
      draw();
    } catch { regret(map.dataset.failed); }
  }, { once: true });

  part.hidden = false;
  if (map) map.hidden = false;
  find.hidden = !canFind;
  hint.hidden = !canFind || !hint.textContent;
  drop.hidden = !lat.value;
})();
