// Who has been asked by Wagtail whether to save over a newer version is not asked again: the form
// no longer says which version it was made from, nor which one it would change.
document.addEventListener(
  "w-dialog:confirmed",
  (event) => {
    const asked = event.target.id === "w-save-confirmation-dialog";
    if (!asked || !document.querySelector("[data-w-session-intercept-value=conflict]")) return;
    for (const name of ["loaded_revision_id", "overwrite_revision_id"]) {
      for (const field of document.querySelectorAll(`[data-edit-form] [name=${name}]`)) field.value = "";
    }
  },
  { capture: true },
);
