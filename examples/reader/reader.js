// Shows a whole wiki through the API alone: every page comes from one request, the menu from another.
// Addresses: ?path=/en/series/article/, or ?q=words&locale=en.
import { element, here, parts, query, read, rich } from "../wiki.js";
import { advice, blocks, caseStudy, cover, linked, person, picture, source } from "./blocks.js";
import { WORDS } from "./words.js";

const main = document.querySelector("#main");
const status = document.querySelector("#status");
let say = WORDS.en;

// The wiki prints addresses of the frontend that readers use; here they are views of this page.
function hereOf(url) {
  const { pathname, hash } = new URL(url);
  return here({ path: pathname }, hash);
}

function redirectLinks(root, ours) {
  for (const link of root.querySelectorAll("a[href]")) {
    if (link.origin === ours && !link.pathname.startsWith("/api/")) link.href = hereOf(link.href);
  }
}

const section = (title, id, content) => element("section", { id }, element("h2", { textContent: title }), content);
const list = (entries, name = "ul") => element(name, {}, entries.map((entry) => element("li", {}, entry)));
// A card may come in another language than the page: what has no translation yet.
const cards = (entries, heading = "h3") => element("div", { className: "cards" }, entries.map((card) =>
  element("article", { lang: card.locale }, cover(card.cover), element(heading, {}, linked(card)), element("p", { textContent: card.summary }))));

function help(lines) {
  return list(lines.map(({ name, phone, url, description }) => [
    element("strong", { textContent: name }),
    phone ? element("a", { href: `tel:${phone.replaceAll(" ", "")}`, textContent: ` ${phone}` }) : null,
    url ? element("a", { href: url, textContent: ` ${url}` }) : null,
    description ? element("p", { textContent: description }) : null,
  ]));
}

function phrase({ text, situation }) {
  const copy = element("button", { type: "button", textContent: say.copy });
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    status.textContent = say.copied;
  });
  return element("blockquote", {}, element("p", { textContent: text }), element("footer", { textContent: situation ?? "" }), copy);
}

function opening(page) {
  const crumbs = page.breadcrumbs.slice(0, -1).map((crumb) => [linked(crumb), " › "]);
  const people = [["authors", page.authors], ["reviewers", page.reviewers]].filter(([, found]) => found.length);
  const facts = [
    ...people.map(([name, found]) => `${page.labels[name]}: ${found.map(person).join("; ")}`),
    page.kind === "home" ? null : `${page.labels.reading_time}: ${page.reading_minutes}`,
    ...page.topics.map((topic) => topic.title),
  ];
  return [
    crumbs.length ? element("nav", { className: "quiet" }, crumbs) : null,
    page.series?.label ? element("span", { className: "label", textContent: page.series.label }) : null,
    element("h1", { textContent: page.title }),
    page.subtitle ? element("p", { className: "lead", textContent: page.subtitle }) : null,
    element("p", { className: "lead", textContent: page.summary }),
    element("p", { className: "quiet", textContent: facts.filter(Boolean).join(" · ") }),
    picture(page.cover),
    page.content_notice ? element("aside", { className: "box warning" },
      element("strong", { textContent: page.content_notice.label }),
      element("p", { textContent: page.content_notice.text ?? "" }), help(page.help)) : null,
  ];
}

function closing(page) {
  const { labels, quiz, series } = page;
  const neighbours = ["previous", "next"].filter((name) => series?.[name]).map((name) =>
    element("p", {}, `${labels[name]}: `, linked(series[name])));
  return [
    page.phrases.length ? section(labels.phrases, "phrases", page.phrases.map(phrase)) : null,
    page.faq.length ? section(labels.faq, "faq", page.faq.map((entry) =>
      element("details", { id: entry.id }, element("summary", { textContent: entry.question }), rich(entry.answer_html)))) : null,
    page.sources.length ? section(labels.sources, "sources", list(page.sources.map(source))) : null,
    quiz ? element("section", { className: "box" }, element("h2", { textContent: quiz.heading }),
      element("p", { textContent: quiz.text }), element("a", { href: quiz.url, textContent: quiz.button })) : null,
    neighbours.length ? element("nav", { ariaLabel: series.title }, neighbours) : null,
    page.related.length ? section(labels.related, "related", cards(page.related)) : null,
  ];
}

// What only one kind of document has.
function own(page) {
  const { labels } = page;
  const { search: asked } = new URL(here({ quiz: page.key, locale: page.locale }));
  return [
    rich(page.introduction_html),
    page.case ? caseStudy(page.case, labels, "h2") : null,
    page.advice ? advice(page.advice, labels, "h2") : null,
    page.definition ? [rich(page.definition.introduction_html), element("aside", { className: "box" }, rich(page.definition.disclaimer_html)),
      element("a", { className: "button", href: `../quiz/${asked}`, textContent: labels.quiz })] : null,
    page.parts?.length ? section(labels.parts, "parts", cards(page.parts)) : null,
    page.featured?.length ? cards(page.featured, "h2") : null,
    page.site?.help_lines.length ? section(labels.help, "help", help(page.site.help_lines)) : null,
  ];
}

function body(page) {
  const sections = page.sections.map((part) => element("section", { id: part.anchor },
    part.label && part.heading ? element("span", { className: "label", textContent: part.label }) : null,
    part.heading || part.label ? element("h2", { textContent: part.heading ?? part.label }) : null,
    blocks(part.blocks, page.labels)));
  return [opening(page), own(page), sections, closing(page)];
}

// Marks count characters as people do; JavaScript counts some of them twice.
function marked(text, highlights) {
  const characters = Array.from(text);
  const pieces = [];
  let done = 0;
  for (const [start, end] of highlights) {
    pieces.push(characters.slice(done, start).join(""), element("mark", { textContent: characters.slice(start, end).join("") }));
    done = end;
  }
  return [...pieces, characters.slice(done).join("")];
}

function hit(found) {
  // What was found in the head of a document stands in its title and summary already.
  const sections = found.sections.filter(({ kind }) => kind !== "head").map(({ heading, heading_highlights: marks, url, snippet }) => element("p", { className: "found" },
    url && heading ? element("a", { href: url }, marked(heading, marks)) : null, " ", marked(snippet.text, snippet.highlights)));
  const title = found.url ? element("a", { href: found.url }, marked(found.title, found.title_highlights))
    : element("strong", {}, marked(found.title, found.title_highlights));
  const topics = found.topics.map((topic) => topic.title).join(" · ");
  return element("article", {}, element("h2", {}, title), element("p", { textContent: found.summary }),
    element("p", { className: "quiet", textContent: topics }), sections);
}

async function search(words, locale) {
  const asked = { q: words, limit: 10, offset: query.get("offset") ?? 0, ...(locale ? { locale } : {}) };
  if (query.get("kind")) asked.kind = query.get("kind");
  const { meta, facets, items } = await read(`search/?${new URLSearchParams(asked)}`);
  const again = (more, textContent) => element("a", { href: here({ q: words, locale, ...more }), textContent });
  const kind = asked.kind ? { kind: asked.kind } : {};
  const kinds = facets.kind.map(({ value, label, count }) => [again({ kind: value }, `${label} (${count})`), " "]);
  const next = meta.offset + meta.limit;
  show(locale || meta.locales[0], say.search, [
    element("h1", { textContent: say.found(meta.total_count) }),
    meta.corrected ? element("p", { textContent: say.corrected(meta.corrected.to) }) : null,
    element("p", { className: "quiet" }, asked.kind ? [again({}, say.everything), " "] : null, kinds),
    items.map(hit),
    meta.offset > 0 ? again({ ...kind, offset: Math.max(0, meta.offset - meta.limit) }, say.previous) : null,
    " ",
    next < meta.total_count ? again({ ...kind, offset: next }, say.next) : null,
  ]);
}

async function open(path) {
  const found = await read(`resolve/?path=${encodeURIComponent(path)}`);
  if (found.type === "redirect") location.replace(hereOf(found.location));
  else display(found.document);
}

function display(page) {
  say = WORDS[page.locale] ?? WORDS.en;
  show(page.locale, page.seo.title, body(page), page.translations);
}

// Tells search engines of the same page in other languages.
const alternates = ({ locale, url, default: isDefault }) => [locale, isDefault ? "x-default" : null].filter(Boolean)
  .map((hreflang) => element("link", { rel: "alternate", hreflang, href: url }));

function show(locale, title, content, translations = []) {
  document.documentElement.lang = locale;
  document.title = title;
  document.head.append(...translations.flatMap(alternates));
  main.replaceChildren(...parts(content));
  main.removeAttribute("aria-busy");
  surround(locale, translations).catch((error) => { status.textContent = error.message; });
}

async function surround(wanted, translations) {
  const asked = wanted ? `?locale=${wanted}` : "";
  const [{ name, logo, locale }, { home, series }, { items }] = await Promise.all(
    [`settings/${asked}`, `navigation/${asked}`, "locales/"].map((path) => read(path)));
  const known = new Map(items.map((one) => [one.code, one]));
  document.documentElement.dir = known.get(locale)?.direction ?? "ltr";
  const words = element("input", { type: "search", name: "q", required: true, value: query.get("q") ?? "" });
  words.ariaLabel = say.search;
  words.setAttribute("list", "offers");
  const offers = element("datalist", { id: "offers" });
  words.addEventListener("input", async () => {
    if (words.value.length < 2) return;
    const { items: found } = await read(`suggest/?${new URLSearchParams({ q: words.value, locale })}`);
    offers.replaceChildren(...found.map(({ text }) => element("option", { value: text })));
  });
  const form = element("form", { role: "search" }, words, offers, element("button", { textContent: say.search }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.href = here({ q: words.value, locale });
  });
  const others = translations.filter((one) => one.locale !== locale).map((one) =>
    element("a", { href: one.url, lang: one.locale, textContent: known.get(one.locale)?.native_name ?? one.locale }));
  const languages = element("nav", { ariaLabel: say.languages }, others);
  const shown = logo ? element("img", { src: logo.card.src, width: 40, height: 40, alt: "" }) : null;
  const title = element("a", { href: home?.url ?? here({}) }, shown, name);
  document.querySelector("#top").replaceChildren(title, form, languages);
  const menu = document.querySelector("#menu");
  menu.ariaLabel = say.menu;
  menu.replaceChildren(list(series.map((one) => [linked(one), list(one.parts.map(linked), "ol")])));
  redirectLinks(document, new URL(home?.url ?? location.href).origin);
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

function failed(error) {
  main.replaceChildren(element("h1", { textContent: say.failed }), element("p", { role: "alert", textContent: error.message }));
  main.removeAttribute("aria-busy");
}

async function start(locale) {
  say = WORDS[locale] ?? WORDS.en;
  if (query.get("q")) await search(query.get("q"), locale);
  else if (query.get("path")) await open(query.get("path"));
  else display(await read(locale ? `home/?locale=${locale}` : "home/"));
}

const locale = query.get("locale") ?? query.get("path")?.split("/")[1] ?? "";
start(locale).catch((error) => {
  failed(error);
  return surround(locale, []);
}).catch(failed);
