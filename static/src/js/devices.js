// Lets this browser be woken: asks it, subscribes, and sends what it says with the form. Its refusals are said plainly.
const KEYS = ["p256dh", "auth"];
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// Why the browser cannot be asked; empty when it can.
function obstacle() {
  if (!("serviceWorker" in navigator)) return "unsupported";
  if (!("PushManager" in window) || !("Notification" in window)) return "install";
  return Notification.permission === "denied" ? "denied" : "";
}

async function subscribe(form) {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
  const registration = await navigator.serviceWorker.register(form.dataset.worker, { scope: form.dataset.scope });
  await navigator.serviceWorker.ready.catch(() => null);
  const held = await registration.pushManager.getSubscription();
  await held?.unsubscribe();
  const options = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) };
  return registration.pushManager.subscribe(options).catch(() => {
    throw new Error("failed");
  });
}

export function watchDevices(root) {
  const form = root.querySelector("form[data-push]");
  if (!form) return;
  const say = (code) => {
    for (const each of root.querySelectorAll("[data-push-words]")) each.hidden = each.dataset.pushWords !== code;
  };
  const button = form.querySelector("button[type=submit]");
  say(obstacle());
  button.hidden = Boolean(obstacle());
  form.addEventListener("submit", async (event) => {
    if (form.elements.endpoint.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    button.disabled = true;
    try {
      const made = await subscribe(form);
      form.elements.endpoint.value = made.endpoint;
      for (const key of KEYS) form.elements[key].value = text(made.getKey(key));
      button.disabled = false;
      form.requestSubmit();
    } catch (error) {
      button.disabled = false;
      say(["denied", "failed"].includes(error.message) ? error.message : "failed");
    }
  }, true);
}
