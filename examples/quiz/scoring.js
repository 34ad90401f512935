// Scores a quiz in the browser exactly as the server does: every number is a fraction of whole
// numbers, compared by multiplying out. Nothing is rounded before it is shown.

/** A fraction: n / d with d > 0. */
function fraction(n, d = 1n) {
  if (d < 0n) [n, d] = [-n, -d];
  let [a, b] = [n < 0n ? -n : n, d];
  while (b > 0n) [a, b] = [b, a % b];
  return a > 1n ? { n: n / a, d: d / a } : { n, d };
}
const ZERO = fraction(0n);

/** "2.50" → 5/2, exactly as written. */
export function exact(text) {
  const [, sign, whole, decimals = ""] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(String(text)) ?? [];
  if (whole === undefined) throw new Error(`${text} is not a number.`);
  const value = BigInt((whole || "0") + decimals);
  return fraction(sign ? -value : value, 10n ** BigInt(decimals.length));
}

const add = (a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
const subtract = (a, b) => add(a, fraction(-b.n, b.d));
const multiply = (a, b) => fraction(a.n * b.n, a.d * b.d);
const divide = (a, b) => fraction(a.n * b.d, a.d * b.n);
const compare = (a, b) => { const x = a.n * b.d - b.n * a.d; return x < 0n ? -1 : x > 0n ? 1 : 0; };
const absolute = (a) => (a.n < 0n ? fraction(-a.n, a.d) : a);
const sum = (list) => list.reduce(add, ZERO);
const least = (list) => list.reduce((a, b) => (compare(b, a) < 0 ? b : a));
const most = (list) => list.reduce((a, b) => (compare(b, a) > 0 ? b : a));
const whole = (number) => fraction(BigInt(number));

/** 13/4 → "13/4", 3/1 → "3": as the API prints it. */
export const printed = (value) => (value === null ? null : value.d === 1n ? `${value.n}` : `${value.n}/${value.d}`);

const isNumber = (item) => item.type === "slider" || item.type === "number";

function pointsOf(item, option, scale) {
  const names = item.options.some((other) => scale in other.points);
  return names ? exact(option.points[scale] ?? "0") : exact(option.value);
}

function span(item, scale) {
  if (isNumber(item)) return [exact(item.minimum ?? "0"), exact(item.maximum ?? "0")];
  if (item.type !== "multi_choice") {
    const given = item.options.map((option) => pointsOf(item, option, scale));
    return given.length ? [least(given), most(given)] : [ZERO, ZERO];
  }
  const free = item.options.filter((o) => !o.exclusive).map((o) => pointsOf(item, o, scale)).sort(compare);
  const alone = item.options.filter((o) => o.exclusive).map((o) => pointsOf(item, o, scale));
  const top = Math.min(item.max_choices || free.length, free.length);
  const ends = [...alone];
  for (let count = Math.min(item.min_choices || 1, top); count <= top; count += 1) {
    ends.push(sum(free.slice(0, count)), sum(free.slice(free.length - count)));
  }
  return [least(ends), most(ends)];
}

/** What an answer is worth: a number, or the points of its options on a scale (their values without one). */
function worth(item, answer, scale = null) {
  if (isNumber(item)) return exact(answer);
  const keys = [answer].flat();
  const chosen = item.options.filter((option) => keys.includes(option.key));
  return sum(chosen.map((option) => (scale === null ? exact(option.value) : pointsOf(item, option, scale))));
}

function holds(condition, look) {
  if (condition.all) return condition.all.every((part) => holds(part, look));
  if (condition.any) return condition.any.some((part) => holds(part, look));
  if (condition.not) return !holds(condition.not, look);
  const kind = ["item", "scale", "band"].find((name) => name in condition);
  const { value, number } = look(kind, condition[kind]);
  const { op, value: wanted } = condition;
  if (op === "answered" || op === "unanswered") return (value !== null) === (op === "answered");
  if (value === null) return false;
  if (op === "lt" || op === "gte") return (compare(number(), exact(wanted)) < 0) === (op === "lt");
  const options = [wanted].flat();
  const numeric = kind === "scale" || value.isNumber;
  const found = numeric
    ? options.some((one) => compare(number(), exact(one)) === 0)
    : [value.key ?? value].flat().some((one) => options.includes(one));
  return found === (op !== "ne");
}

function lookAtItems(items, answers) {
  return (key) => {
    const answer = answers[key];
    if (answer === undefined) return { value: null };
    const item = items.get(key);
    return { value: { key: answer, isNumber: isNumber(item) }, number: () => worth(item, answer) };
  };
}

/** Which items are shown, and which answers count. */
export function visible(scoring, answers) {
  const items = new Map(scoring.items.map((item) => [item.key, item]));
  const counted = {};
  const shown = new Set();
  for (const item of scoring.items) {
    const look = lookAtItems(items, counted);
    if (!item.visible_if || holds(item.visible_if, (_kind, key) => look(key))) {
      shown.add(item.key);
      if (answers[item.key] !== undefined) counted[item.key] = answers[item.key];
    }
  }
  return { shown, counted, items };
}

function rawOf(scale, items, counted, shown) {
  const raw = { answered: 0, visible: 0, weight: ZERO, unsaid: ZERO, parts: [], lows: [], highs: [], filled: [] };
  for (const term of scale.items) {
    if (!shown.has(term.item)) continue;
    const [item, weight] = [items.get(term.item), exact(term.weight)];
    const [low, high] = span(item, scale.key);
    const given = (points) => multiply(weight, term.reverse ? subtract(add(low, high), points) : points);
    raw.visible += 1;
    if (counted[term.item] === undefined) {
      raw.unsaid = add(raw.unsaid, absolute(weight));
      if (scale.missing.rule === "value") raw.filled.push(given(exact(scale.missing.number ?? "0")));
      continue;
    }
    const part = given(worth(item, counted[term.item], scale.key));
    const ends = [multiply(weight, low), multiply(weight, high)];
    raw.parts.push(part);
    raw.answered += 1;
    raw.weight = add(raw.weight, absolute(weight));
    raw.lows.push(least(ends));
    raw.highs.push(most(ends));
  }
  return raw;
}

function isEnough({ rule, number }, raw) {
  const missing = whole(raw.visible - raw.answered);
  if (raw.answered === 0) return false;
  if (rule === "require_all") return raw.visible === raw.answered;
  if (rule === "allow_count") return compare(missing, exact(number ?? "0")) <= 0;
  if (rule === "allow_share") return compare(missing, multiply(exact(number ?? "0"), whole(raw.visible))) <= 0;
  return true;
}

const together = (scale, parts) => ({ min: least, max: most }[scale.method] ?? sum)(parts);

function amount(scale, raw) {
  const parts = [...raw.parts, ...raw.filled];
  if (scale.method === "min" || scale.method === "max") return together(scale, parts);
  if (scale.method === "count") return whole(parts.filter((part) => part.n > 0n).length);
  const total = sum(parts);
  const weight = scale.missing.rule === "value" ? add(raw.weight, raw.unsaid) : raw.weight;
  const mean = weight.n === 0n ? ZERO : divide(total, weight);
  return scale.method === "mean" ? mean : multiply(mean, add(raw.weight, raw.unsaid));
}

function percentOf(scale, raw) {
  if (scale.method === "count") {
    return fraction(100n * BigInt(raw.parts.filter((part) => part.n > 0n).length), BigInt(raw.answered));
  }
  const [reached, low, high] = [raw.parts, raw.lows, raw.highs].map((parts) => together(scale, parts));
  const width = subtract(high, low);
  return width.n === 0n ? ZERO : multiply(whole(100), divide(subtract(reached, low), width));
}

function normalised(scale, value, percent) {
  if (scale.normalise === "percent") return percent;
  if (scale.normalise === "z" || scale.normalise === "t") {
    const z = divide(subtract(value, exact(scale.norm.mean ?? "0")), exact(scale.norm.deviation ?? "1"));
    return scale.normalise === "z" ? z : add(whole(50), multiply(whole(10), z));
  }
  if (scale.normalise === "percentile") {
    const rows = [...scale.norm.table].sort((a, b) => compare(exact(a.from), exact(b.from)));
    const reached = rows.filter((row) => compare(value, exact(row.from)) >= 0);
    return reached.length ? exact(reached.at(-1).percentile) : ZERO;
  }
  return value;
}

function bandOf(scale, value) {
  const place = scale.bands.findIndex((band, position) => {
    const end = compare(value, exact(band.maximum));
    return compare(value, exact(band.minimum)) >= 0 && (end < 0 || (end === 0 && position === scale.bands.length - 1));
  });
  return place < 0 ? null : scale.bands[place].key;
}

function scoreAll(scoring, items, counted, shown) {
  const scores = new Map();
  const put = (scale, value) =>
    scores.set(scale.key, { value, band: value === null ? null : bandOf(scale, value) });
  for (const scale of scoring.scales.filter((one) => one.combines.length === 0)) {
    const raw = rawOf(scale, items, counted, shown);
    put(scale, isEnough(scale.missing, raw) ? normalised(scale, amount(scale, raw), percentOf(scale, raw)) : null);
  }
  let waiting = scoring.scales.filter((one) => one.combines.length > 0);
  while (waiting.length > 0) {
    const ready = waiting.filter((scale) => scale.combines.every((term) => scores.has(term.scale)));
    if (ready.length === 0) break;
    for (const scale of ready) {
      const values = scale.combines.map((term) => [exact(term.weight), scores.get(term.scale).value]);
      const known = values.every(([, value]) => value !== null);
      put(scale, known ? normalised(scale, sum(values.map(([weight, value]) => multiply(weight, value))), ZERO) : null);
    }
    waiting = waiting.filter((scale) => !ready.includes(scale));
  }
  return scores;
}

function references(condition) {
  if (!condition) return [];
  const inner = [...(condition.all ?? []), ...(condition.any ?? []), ...(condition.not ? [condition.not] : [])];
  const own = ["scale", "band"].filter((kind) => kind in condition).map((kind) => condition[kind]);
  return [...own, ...inner.flatMap(references)];
}

function extreme(rule, values) {
  const sign = rule.kind === "highest" ? 1 : -1;
  const ahead = (a, b) => sign * compare(values.get(a), values.get(b));
  const best = rule.scales.reduce((a, b) => (ahead(b, a) > 0 ? b : a));
  const margin = exact(rule.margin ?? "0");
  const tied = rule.scales.filter(
    (key) => compare(absolute(subtract(values.get(best), values.get(key))), margin) <= 0,
  );
  const pair = rule.results[[...tied].sort().join("+")];
  if (rule.ties === "combined" && tied.length === 2 && pair) return pair;
  const winner = ["order", "combined"].includes(rule.ties) ? null : rule.ties.replace("scale:", "");
  if (tied.length > 1 && tied.includes(winner)) return rule.results[winner];
  return rule.results[best];
}

function quadrant(rule, values) {
  const sides = [];
  for (const [place, key] of rule.scales.entries()) {
    const side = compare(values.get(key), exact(rule.cuts[place]));
    if (side === 0 && rule.boundary === "borderline") return rule.results.borderline;
    sides.push(side > 0 || (side === 0 && rule.boundary === "high") ? "high" : "low");
  }
  return rule.results[sides.join("_")];
}

function nearest(rule, values) {
  const distance = ({ at }) =>
    sum(rule.scales.map((key, place) => {
      const gap = subtract(values.get(key), exact(at[place]));
      return multiply(gap, gap);
    }));
  return rule.centroids.reduce((a, b) => (compare(distance(b), distance(a)) < 0 ? b : a)).result;
}

function select(scoring, scores, items, counted) {
  const lookAt = lookAtItems(items, counted);
  const look = (kind, key) => {
    if (kind === "item") return lookAt(key);
    const { value, band } = scores.get(key);
    return kind === "scale" ? { value, number: () => value } : { value: band };
  };
  for (const rule of scoring.rules) {
    const needed = rule.kind === "when" ? references(rule.condition) : rule.scales;
    if (needed.some((key) => scores.get(key).value === null)) return scoring.insufficient || null;
    const values = new Map((rule.scales ?? []).map((key) => [key, scores.get(key).value]));
    let result;
    if (rule.kind === "when") result = rule.condition && holds(rule.condition, look) ? rule.results.then : null;
    else if (rule.kind === "band") result = rule.results[scores.get(rule.scales[0]).band];
    else if (rule.kind === "quadrant") result = quadrant(rule, values);
    else if (rule.kind === "nearest") result = nearest(rule, values);
    else result = extreme(rule, values);
    if (result) return result;
  }
  return scoring.fallback || null;
}

/**
 * Scores an answer sheet: {question: option key | [option keys] | number as text}.
 * Returns {scores: {scale: "13/4" | null}, result: key | null}.
 */
export function score(scoring, answers) {
  const { shown, counted, items } = visible(scoring, answers);
  const scores = scoreAll(scoring, items, counted, shown);
  return {
    scores: Object.fromEntries([...scores].map(([key, { value }]) => [key, printed(value)])),
    result: select(scoring, scores, items, counted),
  };
}
