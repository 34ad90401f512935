// Scores the draft anew after every answer and hides the questions that are not asked.
(() => {
  const form = document.querySelector("[data-quiz-trial]");
  if (!form) return;
  const outcome = document.getElementById("outcome");
  let newest = 0;

  const hideUnasked = () => {
    const told = outcome.querySelector("[data-shown]");
    if (!told) return;
    const shown = new Set(told.dataset.shown.split(","));
    for (const item of form.querySelectorAll("[data-item]")) {
      item.hidden = !shown.has(item.dataset.item);
    }
  };

  const rescore = async () => {
    const mine = ++newest;
    const response = await fetch(window.location.pathname, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    if (!response.ok || mine !== newest) return;
    outcome.innerHTML = await response.text();
    hideUnasked();
  };

  form.addEventListener("change", rescore);
  hideUnasked();
})();
