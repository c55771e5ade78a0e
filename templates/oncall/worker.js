{% load static %}// Shows a push of the portal while none of its pages is open. What arrives was encrypted for this browser alone.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    said = { title: "On call", body: "", url: "/on-call/", tag: "page" };
  }
  const shown = { body: said.body, tag: said.tag, icon: "{% static 'icon.svg' %}", requireInteraction: true, renotify: true, data: { url: said.url } };
  event.waitUntil(self.registration.showNotification(said.title, shown));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  if (url.origin === self.location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
