// Offers the keys of a quiz while a writer types one, and makes keys from words at once.
(() => {
  const KEYED = [
    ["items", /^(pages-\d+-value-items-\d+-value)-key$/, "prompt", "question"],
    ["scales", /^(scales-\d+-value)-key$/, "name", "scale"],
    ["results", /^(results-\d+-value)-key$/, "name", "result"],
    ["bands", /^(scales-\d+-value-bands-\d+-value)-key$/, "label", "band"],
    ["sets", /^(response_sets-\d+-value)-key$/, null, "answers"],
    ["options", /^((?:response_sets|pages-\d+-value-items)-\d+-value-options-\d+-value)-key$/, "label", "option"],
  ];
  // Fields in which parts of several kinds can be named.
  const SEVERAL = { named: ["items", "scales"], values: ["options", "bands"] };

  const fieldNamed = (name) => document.querySelector(`[name="${name}"]`);

  const isDeleted = (name) => {
    const parts = [...name.matchAll(/-value/g)].map((found) => name.slice(0, found.index));
    return parts.some((part) => fieldNamed(`${part}-deleted`)?.value === "1");
  };

  const keyed = () => {
    const found = [];
    for (const input of document.querySelectorAll("input[name$='-key']")) {
      for (const [kind, pattern, words, otherwise] of KEYED) {
        const match = pattern.exec(input.name);
        if (match && !isDeleted(input.name)) {
          const text = words ? (fieldNamed(`${match[1]}-${words}`)?.value ?? "") : "";
          found.push({ kind, input, text, otherwise });
        }
      }
    }
    return found;
  };

  const keyFrom = (text, otherwise, taken) => {
    const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    const words = plain.replace(/[^a-z0-9]+/g, "_").replace(/^[_0-9]+/, "").slice(0, 28);
    const base = words.replace(/[_0-9]+$/, "") || otherwise;
    let key = base;
    for (let number = 2; taken.has(key); number += 1) key = `${base}_${number}`;
    return key;
  };

  const fillKey = (field) => {
    const all = keyed();
    for (const { kind, input, text, otherwise } of all) {
      const words = fieldNamed(input.name.replace(/-key$/, "-prompt"))
        ?? fieldNamed(input.name.replace(/-key$/, "-name"))
        ?? fieldNamed(input.name.replace(/-key$/, "-label"));
      if (words !== field || input.value || !text.trim()) continue;
      // Keys of options are their question's own; all others are unique in the quiz.
      const list = input.name.replace(/-\d+-value-key$/, "");
      const others = all.filter(
        (one) => one.kind === kind && (kind !== "options" || one.input.name.startsWith(`${list}-`)),
      );
      const taken = new Set(others.map((one) => one.input.value));
      input.value = keyFrom(text, otherwise, taken);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const lists = new Map();

  const listOf = (kind) => {
    if (!lists.has(kind)) {
      const list = document.createElement("datalist");
      list.id = `quiz-${kind}`;
      document.body.append(list);
      lists.set(kind, list);
    }
    return lists.get(kind);
  };

  const offer = () => {
    const all = keyed().filter(({ input }) => input.value);
    for (const kind of [...KEYED.map(([name]) => name), ...Object.keys(SEVERAL)]) {
      const kinds = SEVERAL[kind] ?? [kind];
      const found = all.filter((one) => kinds.includes(one.kind));
      const distinct = new Map(found.map(({ input, text }) => [`${input.value} ${text}`, { input, text }]));
      const options = [...distinct.values()].map(({ input, text }) => {
        const option = document.createElement("option");
        option.value = input.value;
        option.label = text;
        return option;
      });
      listOf(kind).replaceChildren(...options);
    }
  };

  const start = () => {
    if (!fieldNamed("pages-count") || !fieldNamed("scales-count")) return;
    document.addEventListener("change", (event) => {
      if (event.target.name) fillKey(event.target);
      offer();
    });
    document.addEventListener("focusin", (event) => {
      if (event.target.getAttribute?.("list")?.startsWith("quiz-")) offer();
    });
    offer();
  };

  document.addEventListener("DOMContentLoaded", start);
})();
