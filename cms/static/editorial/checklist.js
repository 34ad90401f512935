// Shows each finding beside its field, and leads from the checklist to it.
(() => {
  // Fields and blocks carry their part of a finding's path, one inside the other.
  const find = (path) => {
    let place = document.querySelector("[data-edit-form]") || document;
    for (const part of path.split(".")) {
      const inner = place.querySelector(`[data-contentpath="${CSS.escape(part)}"]`);
      if (!inner) break;
      place = inner;
    }
    return place.dataset?.contentpath ? place : null;
  };

  const open = (target) => {
    const tab = target.closest("[role='tabpanel']");
    if (tab?.hidden) document.querySelector(`[role='tab'][href='#${tab.id}']`)?.click();
    for (let panel = target.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]")) {
      panel.querySelector("[data-panel-toggle][aria-expanded='false']")?.click();
    }
  };

  const mark = (link) => {
    const place = find(link.dataset.checklistPath);
    if (!place) return;
    const note = document.createElement("p");
    note.className = `checklist__entry checklist__entry--${link.dataset.checklistSeverity}`;
    note.dataset.checklistMark = "";
    note.textContent = link.dataset.checklistMessage;
    place.append(note);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-checklist-path]");
    const target = link && find(link.dataset.checklistPath);
    if (!target) return;
    event.preventDefault();
    open(target);
    // A tab that was just opened has no size yet.
    setTimeout(() => {
      target.scrollIntoView({ block: "center" });
      target.querySelector("input:not([type=hidden]), textarea, [contenteditable=true]")?.focus({ preventScroll: true });
    }, 100);
  });

  // The editor builds its blocks while the page loads.
  window.addEventListener("load", () => {
    document.querySelectorAll("[data-checklist-path]").forEach(mark);
  });
})();
