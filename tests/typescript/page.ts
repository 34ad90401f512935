// What a frontend writes: every kind of block narrowed by its type, nothing cast.
import type { Article as SchemaArticle, WithContext } from "schema-dts";
import type { components } from "./api";

type Schemas = components["schemas"];
type Block = Schemas["SectionBlock"];

function never(value: never): never {
  throw new Error(`Not a block: ${JSON.stringify(value)}`);
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
