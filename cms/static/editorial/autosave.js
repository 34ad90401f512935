// A form that came back refused counts as changed, and Wagtail no longer watches it. Once it was saved by itself, what is typed
// next would neither be saved nor asked about when the page is left: from then on it is watched again.
document.addEventListener("w-autosave:success", ({ target }) => {
  target.dataset.wUnsavedCheckIntervalValue = 500;
});

// Buttons of a review write into the form what they ask for. That is no change to be saved, which would make a new draft of what
// is just being approved.
document.addEventListener("w-autosave:save", (event) => {
  if (event.detail.formData.has("action-workflow-action")) event.preventDefault();
});
