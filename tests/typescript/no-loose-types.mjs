// Fails when a schema of the API leaves a type open.
import { readFileSync } from "node:fs";

const types = readFileSync("api.ts", "utf8");
const start = types.indexOf("    schemas: {");
const end = types.indexOf("\n    };", start);
const loose = types
  .slice(start, end)
  .split("\n")
  .filter((line) => /\b(unknown|any)\b/.test(line.replace(/\/\*\*.*?\*\/|^\s*\*.*|^\s*\/\*\*.*/g, "")));
if (start < 0 || loose.length > 0) {
  console.error("Loose types:", loose);
  process.exit(1);
}
