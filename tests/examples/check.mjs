// Scores answer sheets with the example's own module; prints each outcome as the server would.
import { readFileSync } from "node:fs";
import { score } from "../../examples/quiz/scoring.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const scored = cases.map(({ scoring, sheets }) => sheets.map((answers) => score(scoring, answers)));
console.log(JSON.stringify(scored));
