/* Optional. Every page works without it. The look without a reload; characters left; copying a code; a draft kept on the
   device; "/" finds. */
(() => {
  const root = document.documentElement;
  const all = (what, act) => document.querySelectorAll(what).forEach(act);

  // The look. The server writes it from the cookie; on pages it cannot colour (faults) the cookie is read here.
  const look = value => value === "light" || value === "dark" ? root.setAttribute("data-theme", value) : root.removeAttribute("data-theme");
  const kept = document.cookie.match(/(?:^|; )tampilan=(light|dark)/);
  if (kept) look(kept[1]);
  all("[data-theme-switch]", form => form.addEventListener("submit", event => {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    look(button.value);
    document.cookie = `tampilan=${button.value}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    form.querySelectorAll("button").forEach(other => other.setAttribute("aria-pressed", String(other === button)));
  }));

  // What must be mended gets the focus; else what was just done, so that the keyboard goes on from there.
  (document.querySelector(".errors") ?? document.querySelector(".told-now .note"))?.focus();

  // <p data-count="id-of-the-box" data-left="{n} huruf tersisa">
  all("[data-count]", out => {
    const box = document.getElementById(out.dataset.count);
    if (!box || box.maxLength < 0) return;
    const tell = () => { out.textContent = out.dataset.left.replace("{n}", (box.maxLength - box.value.length).toLocaleString(root.lang)); };
    box.addEventListener("input", tell);
    tell();
  });

  // <button data-copy="7K3M-2QDX" data-done="Tersalin" hidden>
  const copies = () => all("[data-copy][hidden]", button => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
    });
  });
  copies();

  // A form that was fetched when its act was opened: the first box is ready to be written in, unless one has gone on elsewhere.
  addEventListener("htmx:afterSettle", event => {
    copies();
    const act = event.target.closest?.("details.act");
    if (act?.contains(document.activeElement)) act.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  // <button data-insert="…">: its text at the end of the form's box, without a reload.
  addEventListener("click", event => {
    const button = event.target.closest("[data-insert]"), box = button?.form?.elements.text;
    if (!box) return;
    event.preventDefault();
    box.value = box.value.trim() ? `${box.value.trimEnd()}\n\n${button.dataset.insert}` : button.dataset.insert;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  });

  // <button data-pick-all="codes" hidden>: all boxes of its section, or none when all are ticked.
  all("[data-pick-all]", button => {
    const boxes = () => [...(button.closest("section") ?? button.form).querySelectorAll(`[type=checkbox][name="${button.dataset.pickAll}"]`)];
    button.hidden = boxes().length < 2;
    button.addEventListener("click", () => {
      const missing = boxes().some(box => !box.checked);
      boxes().forEach(box => { box.checked = missing; });
    });
  });

  all("[data-print]", button => { button.hidden = false; button.addEventListener("click", () => print()); });
  all(".msgs", list => { list.scrollTop = list.scrollHeight; });

  // <form data-draft="lapor">: what is typed survives a dead battery for three days. Never names, numbers, addresses,
  // passwords or files: only fields without autocomplete. <p data-draft-sent="lapor"> on the receipt forgets it.
  const DAYS = 3 * 864e5;
  const store = (() => { try { return localStorage; } catch { return null; } })();
  all("[data-draft-sent]", mark => store?.removeItem(`draft:${mark.dataset.draftSent}`));
  all("form[data-draft]", form => {
    if (!store) return;
    const key = `draft:${form.dataset.draft}`;
    const fields = [...form.elements].filter(e => e.name && !e.autocomplete && !["hidden", "password", "file", "submit", "checkbox", "radio"].includes(e.type));
    try {
      const draft = JSON.parse(store.getItem(key) || "null");
      if (draft && Date.now() - draft.at < DAYS) fields.forEach(e => { if (!e.value && draft.words[e.name]) { e.value = draft.words[e.name]; e.dispatchEvent(new Event("input", { bubbles: true })); } });
    } catch { store.removeItem(key); }
    let wait;
    form.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(() => {
        try { store.setItem(key, JSON.stringify({ at: Date.now(), words: Object.fromEntries(fields.map(e => [e.name, e.value])) })); } catch { /* full or blocked */ }
      }, 400);
    });
  });

  // A sent form is not sent twice by an impatient thumb. The server knows repeats as well.
  addEventListener("submit", event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !form.closest("main")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  addEventListener("pageshow", () => all("form[data-sent]", form => { delete form.dataset.sent; }));

  // The desk: "/" finds, J and K walk the list. Menus close when left.
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") {
      const find = document.getElementById("cari");
      if (find) { event.preventDefault(); find.focus(); find.select(); }
    } else if (event.key === "j" || event.key === "k") {
      const rows = [...document.querySelectorAll(".item-main a")], at = rows.indexOf(document.activeElement);
      rows[event.key === "j" ? Math.min(at + 1, rows.length - 1) : Math.max(at - 1, 0)]?.focus();
    }
  });
  addEventListener("click", event => all("details.menu[open]", menu => { if (!menu.contains(event.target)) menu.open = false; }));
})();
