// Leads from an entry of the checklist to its block or field, opening tabs and panels on the way.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-checklist-field]");
  if (!link) return;
  const { checklistField: field, checklistBlock: block } = link.dataset;
  const target =
    (block && document.getElementById(`block-${block}-section`)) ||
    (block && document.querySelector(`[data-contentpath="${block}"]`)) ||
    document.querySelector(`form [data-contentpath="${field}"]`);
  if (!target) return;
  event.preventDefault();
  const tab = target.closest("[role='tabpanel']");
  if (tab && tab.hidden) document.querySelector(`[role='tab'][href='#${tab.id}']`)?.click();
  for (let panel = target; panel; panel = panel.parentElement?.closest("[data-panel]")) {
    const toggle = panel.querySelector(":scope > * [data-panel-toggle][aria-expanded='false']");
    toggle?.click();
  }
  target.scrollIntoView({ behavior: "smooth", block: "center" });
  target.querySelector("input:not([type=hidden]), textarea, [contenteditable]")?.focus({ preventScroll: true });
});
