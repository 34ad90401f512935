// Fails when a schema of the API leaves a type open: `any` or `unknown` as a type, not as a word.
import { readFileSync } from "node:fs";
import ts from "typescript";

const source = ts.createSourceFile("api.ts", readFileSync("api.ts", "utf8"), ts.ScriptTarget.Latest, true);
const loose = [];
let schemas = 0;

function look(node, inside) {
  const isSchemas = ts.isPropertySignature(node) && node.name.getText() === "schemas";
  schemas += isSchemas && !inside;
  const isOpen = node.kind === ts.SyntaxKind.AnyKeyword || node.kind === ts.SyntaxKind.UnknownKeyword;
  if (inside && isOpen) loose.push(node.parent.getText());
  ts.forEachChild(node, (child) => look(child, inside || isSchemas));
}

look(source, false);
if (schemas !== 1 || loose.length > 0) {
  console.error("Loose types:", loose);
  process.exit(1);
}
