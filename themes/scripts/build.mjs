// What Maven runs: installs from the lock file and builds, each only when something of what it is made from has changed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OUT = "target/classes/theme/keypath/account/resources";
const checks = process.argv.includes("--checks");

function npm(...parameters) {
  execFileSync("npm", parameters, { stdio: "inherit", shell: process.platform === "win32" });
}

function files(path) {
  return statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => files(join(path, name)))
    : [path];
}

function hash(...paths) {
  const sha256 = createHash("sha256");
  for (const file of paths.flatMap(files)) {
    sha256.update(file).update("\0").update(readFileSync(file)).update("\0");
  }
  return sha256.digest("hex");
}

// Does it, unless it was done for the same files.
function once(marker, key, task) {
  if (!existsSync(marker) || readFileSync(marker, "utf8") !== key) {
    task();
    writeFileSync(marker, key);
  }
}

once("node_modules/.keypath", hash("package-lock.json"), () =>
  npm("ci", "--ignore-scripts", "--no-audit", "--no-fund"),
);
// Of the server's own description, which a test keeps equal to its code; what is no OpenAPI fails.
npm("run", "--silent", "types");
const sources = hash(
  "package-lock.json",
  "package.json",
  "tsconfig.json",
  "vite.config.ts",
  "eslint.config.js",
  "account",
  "src",
);
if (checks) {
  once("target/.checked", sources, () => {
    npm("run", "lint");
    npm("test");
  });
}
if (!existsSync(`${OUT}/.vite`)) {
  rmSync("target/.built", { force: true });
}
once("target/.built", sources, () => {
  rmSync(`${OUT}/assets`, { recursive: true, force: true });
  rmSync(`${OUT}/.vite`, { recursive: true, force: true });
  npm("run", "build");
});
