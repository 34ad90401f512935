// What both examples do: read the API and make elements. `&api=https://wiki.example` in the address
// names the wiki when a page is not served beside it.
export const query = new URLSearchParams(location.search);
const base = (query.get("api") ?? location.origin).replace(/\/$/, "");

export async function read(path, headers = {}) {
  const response = await fetch(`${base}/api/v1/${path}`, { headers, referrerPolicy: "no-referrer" });
  const body = await response.json();
  if (!response.ok) {
    throw new Error([body.detail, ...Object.values(body.errors ?? {}).flat()].join(" "));
  }
  return body;
}

// The address of another view of this page.
export function here(parameters, hash = "") {
  const address = new URL(location.href);
  const api = query.get("api");
  address.search = new URLSearchParams({ ...(api ? { api } : {}), ...parameters });
  address.hash = hash;
  return address.href;
}

// What there is in lists of lists, in order; null stands for what is not shown.
export const parts = (content) => content.flat(Infinity).filter((part) => part !== null && part !== undefined);

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...parts(children));
  return made;
}

// Texts that end in _html were cleaned by the wiki before they were published.
export const rich = (html, name = "div") => (html ? element(name, { innerHTML: html }) : null);
