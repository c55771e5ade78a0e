// Builds static/dist/ from static/src/ and the packages of package.json: `npm ci && npm run build`.
// `npm run build -- --check` writes nothing and fails when what is committed differs from what would be built.
import { build } from "esbuild";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PurgeCSS } from "purgecss";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const dist = join(root, "static", "dist");
const packages = join(root, "node_modules");
const read = (...parts) => readFileSync(join(...parts), "utf8");
const lines = (text) => text.split("\n").filter((line) => line.trim() && !line.startsWith("#"));

// Tabler is cut down to the class names of tabler.keep.txt, so that the result depends on static/src/ alone.
async function tabler() {
  const css = read(packages, "@tabler/core/dist/css/tabler.css").replace(/\/\*# sourceMappingURL.*\*\//, "");
  const keep = lines(read(here, "tabler.keep.txt")).join(" ");
  const [{ css: purged }] = await new PurgeCSS().purge({
    content: [{ raw: keep, extension: "txt" }],
    css: [{ raw: css }],
    blocklist: [/data-bs-theme/, "dark"],
    fontFace: true,
    keyframes: true,
    variables: true,
  });
  return purged;
}

const purgedTabler = {
  name: "purged-tabler",
  setup(plugin) {
    plugin.onResolve({ filter: /^tabler$/ }, () => ({ path: "tabler", namespace: "purged" }));
    plugin.onLoad({ filter: /.*/, namespace: "purged" }, async () => ({ contents: await tabler(), loader: "css" }));
  },
};

// What every page or some load in their heads, and what a script of theirs imports when it is needed.
const LOADED = ["css/app.css", "css/editor.css", "css/admin.css", "js/app.js", "js/editor.js", "js/admin.js"];
const IMPORTED = ["js/uploader.js"];

async function bundles(names, format) {
  const result = await build({
    entryPoints: names.map((name) => join(here, name)),
    entryNames: "[name]",
    outdir: dist,
    bundle: true,
    minify: true,
    format,
    target: ["chrome123", "firefox121", "safari17.5"],
    legalComments: "none",
    write: false,
    plugins: [purgedTabler],
    nodePaths: [packages],
    logLevel: "warning",
  });
  return result.outputFiles.map((file) => [file.path.slice(dist.length + 1), file.text]);
}

function icons() {
  const symbol = (name) => {
    const svg = read(packages, "@tabler/icons/icons/outline", `${name}.svg`);
    const body = svg.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    const drawn = body.replace(/\s*<path stroke="none"[^>]*\/>/g, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${drawn}</symbol>`;
  };
  const names = lines(read(here, "icons.txt")).flatMap((line) => line.trim().split(/\s+/)).sort();
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${names.map(symbol).join("\n")}\n</svg>\n`;
}

const drawn = (name) => read(here, name).replace(/<!--[\s\S]*?-->\s*/g, "");

function licenses() {
  const names = ["@github/hotkey", "@github/markdown-toolbar-element", "@github/paste-markdown"];
  const all = [...names, "@tabler/core", "@tabler/icons", "htmx.org"].map((name) => {
    const folder = join(packages, name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const { version, license } = JSON.parse(read(folder, "package.json"));
    const text = file ? read(folder, file) : read(here, "licenses", `${name.replace("/", "-")}.txt`);
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return all.join(`\n${"-".repeat(80)}\n\n`);
}

const built = new Map([
  ...(await bundles(LOADED, "iife")),
  ...(await bundles(IMPORTED, "esm")),
  ["icons.svg", icons()],
  ["drawings.svg", drawn("drawings.svg")],
  ["icon.svg", drawn("icon.svg")],
  ["LICENSES.txt", licenses()],
]);

if (process.argv.includes("--check")) {
  const committed = (name) => (existsSync(join(dist, name)) ? read(dist, name) : null);
  const stale = [...built.keys()].filter((name) => committed(name) !== built.get(name));
  const left = readdirSync(dist).filter((name) => !built.has(name));
  if (stale.length || left.length) {
    console.error(`static/dist is stale, run "npm run build": ${[...stale, ...left].join(", ")}`);
    process.exit(1);
  }
} else {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  for (const [name, text] of built) writeFileSync(join(dist, name), text);
}
