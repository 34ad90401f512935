// Who has been asked by Wagtail whether to save over a newer revision is not asked again: the form
// no longer says which revision it was made from.
document.addEventListener(
  "w-dialog:confirmed",
  ({ target }) => {
    if (target.id !== "w-save-confirmation-dialog") return;
    if (!document.querySelector("[data-w-session-intercept-value=conflict]")) return;
    for (const field of document.querySelectorAll("[data-edit-form] [name=loaded_revision_id]")) field.value = "";
  },
  { capture: true },
);
