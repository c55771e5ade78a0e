// What came since the page was made stands in the title; a hidden page says it on the desktop, to whoever asked for that.
const KEY = "queue:alerts";
const number = (news, name) => Number(news?.dataset[name] ?? 0);

export function watchAlerts(root) {
  const news = () => root.getElementById("queue-news");
  if (!news()) return;
  const title = document.title;
  const button = root.querySelector("[data-alerts]");
  const allowed = () => "Notification" in window && Notification.permission === "granted";
  const asked = () => allowed() && localStorage.getItem(KEY) === "on";
  const show = () => button?.setAttribute("aria-pressed", String(asked()));
  let told = 0;
  button?.toggleAttribute("hidden", !("Notification" in window) || Notification.permission === "denied");
  button?.addEventListener("click", async () => {
    const on = !asked() && (allowed() || (await Notification.requestPermission()) === "granted");
    localStorage.setItem(KEY, on ? "on" : "off");
    show();
  });
  root.addEventListener("htmx:after:swap", () => {
    const urgent = number(news(), "news") + number(news(), "atRisk");
    document.title = urgent ? `(${urgent}) ${title}` : title;
    if (urgent > told && document.hidden && asked()) {
      new Notification(title, { body: news().textContent.trim(), tag: "queue", silent: true });
    }
    told = urgent;
  });
  show();
}
