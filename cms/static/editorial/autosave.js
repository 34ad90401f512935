// A form that came back refused counts as changed, and Wagtail no longer watches it. Once it was saved by itself, what is typed
// next would neither be saved nor asked about when the page is left: from then on it is watched again.
document.addEventListener("w-autosave:success", ({ target }) => {
  target.dataset.wUnsavedCheckIntervalValue = 500;
});
