// Takes a quiz through the API alone. Addresses: ?locale=zh-Hans, &quiz=KEY, &result=TOKEN.
import { element, here as address, parts, query, read, rich } from "../wiki.js";
import { score, visible } from "./scoring.js";
import { WORDS } from "./words.js";

const locale = query.get("locale") ?? "en";
const say = WORDS[locale] ?? WORDS.en;
const main = document.querySelector("#main");
const status = document.querySelector("#status");
document.documentElement.lang = locale;

function show(...content) {
  main.replaceChildren(...parts(content));
  main.removeAttribute("aria-busy");
  status.textContent = "";
  document.title = main.querySelector("h1")?.textContent ?? document.title;
  main.focus();
  scrollTo(0, 0);
}

const here = (parameters) => address({ locale, ...parameters });

async function choose() {
  const { items } = await read(`quizzes/?locale=${locale}&limit=100`);
  const links = items.map((quiz) =>
    element("li", {}, element("a", { href: here({ quiz: quiz.key }), textContent: quiz.title }),
      element("p", { textContent: quiz.summary })));
  show(element("h1", { textContent: say.choose }), element("ul", {}, ...links));
}

async function introduce(key) {
  const { definition } = await read(`quizzes/${key}/?locale=${locale}&fields=definition`);
  const version = await read(`quizzes/${key}/versions/${definition.version}/?locale=${locale}`);
  const consent = element("input", { type: "checkbox", id: "consent", required: version.consent_required });
  const asksConsent = version.consent_html || version.consent_required;
  const form = element("form", {},
    asksConsent ? rich(version.consent_html) : null,
    asksConsent ? element("label", { htmlFor: "consent" }, consent, ` ${say.agree}`) : null,
    element("button", { textContent: say.begin }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(version);
  });
  show(
    element("h1", { textContent: version.title }),
    element("p", { className: "quiet", textContent: say.minutes(version.estimated_minutes) }),
    rich(version.introduction_html),
    rich(version.disclaimer_html),
    element("p", { className: "quiet", textContent: say.privacy }),
    form,
  );
}

function ask(version) {
  const items = new Map(version.scoring.items.map((item) => [item.key, item]));
  const words = new Map(version.items.map((item) => [item.key, item]));
  const form = element("form", { noValidate: true });
  for (const page of version.pages) {
    if (page.title) form.append(element("h2", { textContent: page.title }));
    form.append(...page.items.map((key) => question(items.get(key), words.get(key))));
  }
  const errors = element("div", { className: "errors", hidden: true, tabIndex: -1 });
  form.append(errors, element("button", { textContent: say.submit }));
  const update = () => {
    const { shown } = visible(version.scoring, given(form, items));
    for (const group of form.querySelectorAll("[data-item]")) group.hidden = !shown.has(group.dataset.item);
  };
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answers = given(form, items);
    const { shown } = visible(version.scoring, answers);
    const missing = version.scoring.items.filter(
      (item) => item.required && item.type !== "info" && shown.has(item.key) && answers[item.key] === undefined,
    );
    errors.hidden = missing.length === 0;
    errors.replaceChildren(element("p", { textContent: say.missing }), element("ul", {}, ...missing.map((item) =>
      element("li", {}, element("a", { href: `#${item.key}`, textContent: words.get(item.key).prompt })))));
    if (missing.length > 0) errors.focus();
    else evaluate(version, answers).catch(failed);
  });
  show(element("h1", { textContent: version.title }), form);
  update();
}

function question(item, words) {
  if (item.type === "info") return group(item, element("p", { textContent: words.prompt }));
  const legend = element("legend", { textContent: words.prompt });
  if (item.required) legend.append(element("span", { className: "required", textContent: ` (${say.required})` }));
  const parts = [legend];
  if (words.help) parts.push(element("p", { className: "quiet", textContent: words.help }));
  if (item.type === "multi_choice") parts.push(element("p", { className: "quiet", textContent: say.several }));
  if (item.type === "slider" || item.type === "number") {
    const hint = say.between(item.minimum, item.maximum);
    parts.push(element("label", {}, `${hint} `, element("input", {
      type: "number", name: item.key, min: item.minimum, max: item.maximum, step: "any" })));
  }
  const type = item.type === "multi_choice" ? "checkbox" : "radio";
  for (const option of words.options) {
    parts.push(element("label", {}, element("input", { type, name: item.key, value: option.key }), ` ${option.label}`, illustration(option.image)));
  }
  return group(item, element("fieldset", { id: item.key, tabIndex: -1 }, ...parts));
}

function group(item, content) {
  content.dataset.item = item.key;
  return content;
}

/** The answers in the form: an option, several, or a number as text. */
function given(form, items) {
  const answers = {};
  for (const [key, value] of new FormData(form)) {
    if (value === "") continue;
    if (items.get(key).type === "multi_choice") (answers[key] ??= []).push(value);
    else answers[key] = value;
  }
  return answers;
}

async function evaluate(version, answers) {
  status.textContent = say.waiting;
  const own = score(version.scoring, answers);
  const sent = Object.entries(answers).map(([key, value]) => `${key}:${[value].flat().join("+")}`).join(",");
  const outcome = await read(`quizzes/${version.quiz}/evaluate/?v=${version.version}&locale=${locale}`, { "Quiz-Answers": sent });
  const same = outcome.scores.every((one) => own.scores[one.scale] === one.exact) && (outcome.result?.key ?? null) === own.result;
  const rows = outcome.scores.map((one) => element("tr", {},
    element("th", { scope: "row", textContent: one.name }),
    element("td", { textContent: own.scores[one.scale] ?? "–" }),
    element("td", { textContent: one.exact ?? "–" })));
  const comparison = element("section", {},
    element("table", {},
      element("thead", {}, element("tr", {}, ...[say.scale, say.here, say.there].map((text) => element("th", { scope: "col", textContent: text })))),
      element("tbody", {}, ...rows)),
    element("p", { id: "comparison", className: same ? "same" : "same different", textContent: same ? say.same : say.different }));
  show(resultOf(outcome), comparison, outcome.tokens ? await sharing(outcome.tokens) : null, away());
}

function resultOf({ result, title, chart, disclaimer_html: disclaimer }) {
  return [
    element("h1", { textContent: result?.name ?? title ?? say.result }),
    element("p", { textContent: result?.summary ?? say.none }),
    illustration(result?.image),
    result ? rich(result.body_html) : null,
    element("ul", {}, ...chart.text.map((text) => element("li", { textContent: text }))),
    disclaimer ? rich(disclaimer) : null,
  ];
}

async function sharing(tokens) {
  const shared = await read(`results/${tokens.share}/?locale=${locale}`);
  const link = here({ result: tokens.share });
  const button = element("button", { type: "button", textContent: say.report });
  const report = element("section", {}, button);
  button.addEventListener("click", () => openReport(tokens.report, report).catch(failed));
  return [
    element("h2", { textContent: say.shared }),
    element("p", {}, element("a", { href: link, textContent: say.link, id: "shared" })),
    picture(shared.image),
    report,
  ];
}

const illustration = (image) => (image ? picture({ ...image.card, alt: image.alt ?? "" }) : null);

const picture = ({ src, width, height, alt }) => element("img", { src, width, height, alt });

async function openReport(token, place) {
  const { sections } = await read(`reports/${token}/?locale=${locale}`);
  const heading = element("h2", { textContent: sections[0]?.heading ?? "", tabIndex: -1 });
  const parts = sections.map((section, position) => element("section", {},
    position === 0 ? heading : element("h2", { textContent: section.heading }),
    rich(section.why_html),
    ...listed(say.steps, section.steps.map(({ text, document, section: part }) => element("li", {}, text, document ? element("span", {}, " – ", linked({ ...document, ...part, title: part?.heading ?? document.title })) : null))),
    ...listed(say.phrases, section.phrases.map((text) => element("li", { textContent: text }))),
    ...listed(say.read, [...section.advice, ...section.cases].map((card) => element("li", {}, linked(card)))),
  ));
  place.replaceChildren(...parts);
  heading.focus();
}

const listed = (title, entries) => (entries.length ? [element("h3", { textContent: title }), element("ul", {}, ...entries)] : []);
const linked = (card) => element("a", { href: card.url, textContent: card.title });
const away = () => element("p", {}, element("a", { href: here({}), textContent: say.again }));

async function openResult(token) {
  const shared = await read(`results/${token}/?locale=${locale}`);
  show(resultOf(shared), picture(shared.image), away());
}

function failed(error) {
  status.textContent = `${say.failed} ${error.message}`;
  main.removeAttribute("aria-busy");
}

const start = query.get("result") ? openResult(query.get("result")) : query.get("quiz") ? introduce(query.get("quiz")) : choose();
start.catch(failed);
