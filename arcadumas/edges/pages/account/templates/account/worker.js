// Shows what comes, says so, and opens the page of its act when it is pressed. It keeps nothing and answers no request.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));

const tell = (told, status) => fetch(told.at, {
  method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ message: told.message, status }),
}).catch(() => undefined);

self.addEventListener("push", event => {
  if (!event.data) return;
  const { title, body, url, told } = event.data.json();
  const options = { body, tag: told.message, data: { url, told }, icon: "{{ icon|escapejs }}", lang: "id" };
  event.waitUntil(self.registration.showNotification(title, options).then(() => tell(told, "shown")));
});

self.addEventListener("notificationclick", event => {
  const { url, told } = event.notification.data;
  event.notification.close();
  event.waitUntil(Promise.all([tell(told, "pressed"), self.clients.openWindow(url)]));
});
