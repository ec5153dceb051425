// The button on the account's page: asks the browser, then sends its address as an ordinary form.
(() => {
  const form = document.getElementById("browser-form");
  if (!form) return;
  const note = document.getElementById("browser-note");
  const say = name => { note.textContent = note.dataset[name]; note.hidden = false; };
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return say("missing");
  form.hidden = false;
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), letter => letter.charCodeAt(0));
  const letters = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  form.addEventListener("submit", async event => {
    if (form.elements.endpoint.value) return;
    event.preventDefault();
    if (await Notification.requestPermission() !== "granted") return say("denied");
    try {
      const worker = await navigator.serviceWorker.register(form.dataset.worker, { scope: form.dataset.scope });
      const options = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) };
      const old = await worker.pushManager.getSubscription();
      if (old) await old.unsubscribe();
      const made = await worker.pushManager.subscribe(options);
      form.elements.endpoint.value = made.endpoint;
      form.elements.p256dh.value = letters(made.getKey("p256dh"));
      form.elements.auth.value = letters(made.getKey("auth"));
      form.submit();
    } catch { say("failed"); }
  });
})();
