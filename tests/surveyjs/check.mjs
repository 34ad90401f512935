// Reads surveys with answer sheets and what the server says of them; fails on the first difference.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { lintSurvey } = require("survey-core-3.1/linter");
// Chinese and Spanish are known once the translations are loaded, as in any real page.
require("survey-core-3.1/survey.i18n");
const versions = ["survey-core-2", "survey-core-3.0", "survey-core-3.1"];
const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
let compared = 0;

function fail(...words) {
  console.error(...words);
  process.exit(1);
}

const same = (found, wanted) =>
  wanted === null ? found === "" || found === undefined || found === null : Math.abs(found - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));

for (const { name, survey } of cases) {
  const { findings } = lintSurvey(survey);
  if (findings.length > 0) fail(name, "linter:", JSON.stringify(findings.slice(0, 5), null, 1));
}

for (const library of versions) {
  const { Model } = require(library);
  for (const { name, survey, sheets } of cases) {
    const model = new Model(survey);
    if (model.jsonErrors?.length > 0) fail(library, name, model.jsonErrors);
    for (const { answers, scores, bands, result } of sheets) {
      // The data is replaced right after: clearing it first would only calculate everything twice.
      model.clear(false);
      model.data = answers;
      model.doComplete(true);
      const data = model.data;
      const context = () => `${library} ${name} ${JSON.stringify(answers)}`;
      for (const [scale, wanted] of Object.entries(scores)) {
        if (!same(data[`_score_${scale}`], wanted)) fail(context(), scale, data[`_score_${scale}`], "server:", wanted);
        if ((data[`_band_${scale}`] || null) !== bands[scale]) fail(context(), "band", data[`_band_${scale}`], "server:", bands[scale]);
      }
      if ((data._result || null) !== result) fail(context(), data._result, "server:", result);
      compared += 1;
    }
  }
}
console.log(`${compared} answer sheets agree`);
