import { defineConfig } from "vite";
import { catalogues } from "./build/catalogues.ts";
import { precompress } from "./build/precompress.ts";

/** As if the page were its own: it takes changes from no other. */
const TO_GATEWAY = {
  target: "http://127.0.0.1:8080",
  headers: { origin: "http://127.0.0.1:8080" },
};

export default defineConfig({
  base: "/dashboard/",
  // JSX becomes calls of Preact's runtime; there is nothing of Babel.
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    // One style sheet, so that no screen is ever shown before its rules are there.
    cssCodeSplit: false,
    // Every browser of the target knows `modulepreload`.
    modulePreload: { polyfill: false },
    // Nothing becomes a data: URL, which the content security policy refuses.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Many small files compress worse than a few: what every screen needs is one, screens of one subject another.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            // It comes with the first chart.
            { name: "plot", test: /uplot|chart-plot/, priority: 2 },
            {
              name: "frame",
              test: /node_modules|dashboard.src.(app|i18n|ui)\b/,
              priority: 1,
            },
            { name: "shared", test: /dashboard.src.shared\b/ },
            { name: "settings", test: /screens.(agents|workflows|keys|connections|docs)\b/ },
            { name: "history", test: /screens.(deliveries|events|undelivered|live)\b/ },
          ],
        },
      },
    },
  },
  plugins: [catalogues(import.meta.dirname), precompress()],
  server: { proxy: { "/v1": TO_GATEWAY, "/dashboard/session": TO_GATEWAY } },
});
