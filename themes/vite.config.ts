import react from "@vitejs/plugin-react";
import { readFileSync, writeFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vitest/config";

const OUT = "target/classes/theme/keypath/account/resources";
const CONSOLE_CSS = "node_modules/@keycloak/keycloak-account-ui/lib/keycloak-account-ui.css";

// The console's own style sheet has the rules of the components that it uses; those are not shipped a second time.
function withoutKnownStyles(): Plugin {
  const known = new Set(readFileSync(CONSOLE_CSS, "utf8").match(/\.pf-v5-[cl]-[a-z0-9-]+/g));
  return {
    name: "without-known-styles",
    enforce: "pre",
    load(id) {
      const file = id.split("?")[0] ?? id;
      if (!/@patternfly\/react-styles\/css\/(components|layouts)\/.*\.css$/.test(file)) {
        return null;
      }
      const block = /\.pf-v5-[cl]-[a-z0-9-]+/.exec(readFileSync(file, "utf8"))?.[0];
      return block !== undefined && known.has(block) ? "" : null;
    },
  };
}

// Keycloak's page takes what the entry imports for file names, and asks the browser to load them early.
function withImportedFiles(): Plugin {
  return {
    name: "with-imported-files",
    apply: "build",
    enforce: "post",
    writeBundle: {
      order: "post",
      sequential: true,
      handler() {
        const path = `${OUT}/.vite/manifest.json`;
        const manifest = JSON.parse(readFileSync(path, "utf8")) as Record<
          string,
          { file: string; isEntry?: boolean; imports?: string[] }
        >;
        for (const chunk of Object.values(manifest)) {
          if (chunk.isEntry === true && chunk.imports !== undefined) {
            chunk.imports = chunk.imports.map((key) => manifest[key]?.file ?? key);
          }
        }
        writeFileSync(path, JSON.stringify(manifest, null, 2));
      },
    },
  };
}

export default defineConfig({
  base: "",
  plugins: [withoutKnownStyles(), react(), withImportedFiles()],
  build: {
    outDir: OUT,
    // What Maven has copied there stays.
    emptyOutDir: false,
    target: "es2022",
    manifest: true,
    sourcemap: false,
    modulePreload: false,
    rollupOptions: {
      input: "account/src/main.tsx",
      // Keycloak's page brings these by its import map.
      external: ["react", "react/jsx-runtime", "react-dom"],
    },
  },
  test: { include: ["account/**/*.test.ts"] },
});
