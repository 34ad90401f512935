// One function for each type of block. A frontend with types lists them from the OpenAPI file.
import { element, rich } from "../wiki.js";

const text = (name, words, className = "") => (words ? element(name, { textContent: words, className }) : null);
const label = (words) => text("span", words, "label");

// Browsers take the first format and size they can use.
function sizes(image, { src, width, height, sources }, properties) {
  const alternatives = sources.map(({ type, srcset }) => element("source", {
    type, srcset: srcset.map(({ src: file, w }) => `${file} ${w}w`).join(", "), sizes: `min(${width}px, 100vw)` }));
  const shown = element("img", { ...properties, src, width, height });
  shown.style.background = image.dominant_color ?? "";
  if (image.focal) shown.style.objectPosition = `${100 * image.focal.x}% ${100 * image.focal.y}%`;
  return element("picture", {}, alternatives, shown);
}

export const picture = (image) => (image ? element("figure", {},
  sizes(image, image.hero, { alt: image.alt ?? "" }), text("figcaption", image.credit, "quiet")) : null);

// Beside the title of what it leads to, an image says nothing of its own.
export const cover = (image) => (image ? sizes(image, image.card, { alt: "", loading: "lazy" }) : null);

export function source({ title, authors, year, publisher, url, note }) {
  const words = [title, authors, year, publisher].filter(Boolean).join(", ");
  return [url ? element("a", { href: url, textContent: words }) : words, note ? text("div", note, "quiet") : null];
}

export const person = ({ name, credentials }) => [name, credentials].filter(Boolean).join(", ");

export function caseStudy(story, labels, heading = "h4") {
  const people = story.people.map(({ name, description }) =>
    element("li", {}, text("strong", name), description ? ` – ${description}` : null));
  return [
    people.length ? element("ul", {}, people) : null,
    ["situation", "turning_point", "outcome"].map((name) => {
      const told = rich(story[`${name}_html`]);
      return told ? [text(heading, labels[name]), told] : null;
    }),
    element("aside", { className: "box" }, label(story.key_learning_label), rich(story.key_learning_html)),
  ];
}

export function advice(given, labels, heading = "h4") {
  return [
    rich(given.advice_html),
    given.why_html ? [text(heading, labels.why_it_works), rich(given.why_html)] : null,
    given.practice_html ? [text(heading, labels.how_to_practise), rich(given.practice_html)] : null,
    text("p", given.experts.map(person).join("; "), "quiet"),
  ];
}

const BLOCKS = {
  text: (block) => rich(block.body_html),
  list: (block, labels, level) => {
    const entries = block.items.map((item) =>
      element("li", {}, label(item.label), text("strong", item.term), rich(item.text_html)));
    return [text(`h${level}`, block.heading), element(block.style === "numbers" ? "ol" : "ul", { className: block.style }, entries)];
  },
  quote: (block) => element("blockquote", {}, text("p", block.text),
    text("footer", block.attribution || (block.person ? person(block.person) : ""), "quiet"),
    block.source ? element("p", { className: "quiet" }, source(block.source)) : null),
  callout: (block, labels, level) => element("aside", { className: `box ${block.tone}` }, label(block.label), text(`h${level}`, block.title), rich(block.body_html)),
  statistic: (block) => element("aside", { className: "box" }, text("p", block.value, "figure"), text("p", block.text),
    block.source ? element("p", { className: "quiet" }, source(block.source)) : null),
  concept: (block, labels) => [element("h3", { id: block.anchor, textContent: block.title }), blocks(block.blocks, labels, 4)],
  picture: (block) => element("div", {}, picture(block.image), text("p", block.caption, "quiet")),
  table: (block) => element("table", {}, text("caption", block.caption),
    element("thead", {}, element("tr", {}, block.header.map((cell) => element("th", { scope: "col", textContent: cell })))),
    element("tbody", {}, block.rows.map((row) => element("tr", {}, row.map((cell) => element("td", { textContent: cell })))))),
  practice_step: (block, labels) => element("section", { className: "box", id: block.anchor },
    element("h3", {}, label(block.label), block.title, text("span", block.minutes ? ` ${block.minutes}′` : "", "quiet")),
    blocks(block.blocks, labels, 4)),
  reflection_questions: (block) => element("aside", { className: "box" }, label(block.label), text("p", block.introduction),
    element("ol", {}, block.questions.map((question) => text("li", question.text)))),
  experiment: (block, labels, level) => element("aside", { className: "box" }, label(block.label), text(`h${level}`, block.title), rich(block.instructions_html)),
  script: (block, labels, level) => element("div", { className: "box" }, text(`h${level}`, block.situation), element("ul", {}, block.lines.map((line) =>
    element("li", {}, text("strong", [line.label, line.name].filter(Boolean).join(" · ")), text("div", line.say), text("div", line.note, "quiet"))))),
  case_studies: (block, labels) => [text("p", block.introduction), block.items.map((item) =>
    element("article", { className: "box", lang: item.locale }, element("h3", {}, label(item.label), linked(item)), caseStudy(item.case, labels)))],
  expert_advice: (block, labels) => [text("p", block.introduction), block.entries.map((item) =>
    element("article", { className: "box", lang: item.locale }, element("h3", {}, label(item.label), linked(item)), advice(item.advice, labels)))],
};

export const linked = ({ url, title }) => element("a", { href: url, textContent: title });

// `level` is that of the headings inside: blocks of a section stand below its h2, others below an h3.
export const blocks = (list, labels, level = 3) => list.map((block) => BLOCKS[block.type](block, labels, level));
