// What a frontend writes: every kind of block narrowed by its type, nothing cast.
import type { Article as SchemaArticle, WithContext } from "schema-dts";
import type { components } from "./api";

type Schemas = components["schemas"];
type Block = Schemas["SectionBlock"];

function never(value: never): never {
  throw new Error(`Not known: ${JSON.stringify(value)}`);
}

export function words(block: Block): string {
  switch (block.type) {
    case "text":
      return block.body_html;
    case "list":
      return block.items.map((item) => `${item.label ?? ""} ${item.term ?? ""} ${item.text_html}`).join();
    case "quote":
      return block.text + (block.attribution ?? block.person?.title ?? "");
    case "callout":
      return block.label + block.body_html;
    case "concept":
      return block.title + block.blocks.map((child) => child.type).join();
    case "statistic":
      return block.value + (block.source?.title ?? "");
    case "picture":
      return block.image.hero.src + (block.image.alt ?? "");
    case "table":
      return block.rows.map((row) => row.join()).join();
    case "practice_step":
      return block.label + block.blocks.map((child) => child.type).join();
    case "reflection_questions":
      return block.questions.map((question) => question.text).join();
    case "experiment":
      return block.label + block.instructions_html;
    case "script":
      return block.lines.map((line) => (line.label ?? "") + line.say).join();
    case "case_studies":
      return block.items.map((item) => item.label + item.case.key_learning_html).join();
    case "expert_advice":
      return block.entries.map((entry) => entry.label + entry.advice.advice_html).join();
    default:
      return never(block);
  }
}

export function structuredData(article: Schemas["Article"]): WithContext<SchemaArticle>[] {
  return article.json_ld.flatMap((data) => (data["@type"] === "Article" ? [data] : []));
}

export function part(article: Schemas["Article"]): string {
  const { series, translation, fallback } = article;
  return `${series?.label ?? ""} ${translation.completeness}% ${fallback?.served ?? article.locale}`;
}

export function decides(rule: Schemas["ScoringRule"]): string {
  switch (rule.kind) {
    case "highest":
    case "lowest":
      return rule.margin + rule.ties;
    case "quadrant":
      return rule.cuts.join() + rule.boundary;
    case "band":
      return rule.scales.join();
    case "nearest":
      return rule.centroids.map((centroid) => centroid.result + centroid.at.join()).join();
    case "when":
      return rule.condition && "all" in rule.condition ? "all" : "any";
    default:
      return never(rule);
  }
}

export function marked({ text, highlights }: Schemas["Highlighted"]): string[] {
  const characters = Array.from(text);
  return highlights.map(([start, end]) => characters.slice(start, end).join(""));
}

export function failed(problem: Schemas["Problem"]): string {
  return problem.type === "urn:wiki:problem:too-many-requests" ? "later" : problem.detail;
}
