// What every page loads. Each module improves a page that works without it.
import "htmx.org/dist/htmx.esm.min.js";
import { watchAlerts } from "./alerts.js";
import { watchBulk } from "./bulk.js";
import { watchComposers } from "./composer.js";
import { watchCopies } from "./copies.js";
import { watchDevices } from "./devices.js";
import { watchDialogs } from "./dialogs.js";
import { watchDrafts } from "./drafts.js";
import { watchFiles } from "./files.js";
import { watchKeys } from "./keys.js";
import { watchMacros } from "./macros.js";
import { watchMentions } from "./mentions.js";
import { watchMenus } from "./menus.js";
import { watchPalette } from "./palette.js";
import { watchPresence } from "./presence.js";
import { watchQueue } from "./queue.js";
import { watchQuotes } from "./quotes.js";
import { watchScrolls } from "./scrolls.js";
import { watchStrips } from "./strips.js";
import { watchSubmits } from "./submits.js";
import { watchThemes } from "./theme.js";
import { watchTimes } from "./times.js";
import { watchToasts } from "./toasts.js";

document.documentElement.classList.add("js");
const modules = [
  watchThemes,
  watchDevices,
  watchMacros,
  watchMenus,
  watchMentions,
  watchDialogs,
  watchTimes,
  watchComposers,
  watchCopies,
  watchSubmits,
  watchDrafts,
  watchFiles,
  watchKeys,
  watchQueue,
  watchQuotes,
  watchBulk,
  watchAlerts,
  watchPalette,
  watchPresence,
  watchScrolls,
  watchStrips,
  watchToasts,
];
for (const watch of modules) {
  watch(document);
}
