// Shows on the dashboard how the documents that wait become fewer.
document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("catching-up");
  if (!box) return;
  const bar = box.querySelector("progress");
  const show = ({ waiting, failed }) => {
    bar.max = Math.max(bar.max, waiting, 1);
    bar.value = bar.max - waiting;
    box.querySelector("[data-figure=waiting]").textContent = waiting;
    box.querySelector("[data-figure=failed]").textContent = failed;
    box.querySelector("[data-part=waiting]").hidden = !waiting;
    box.querySelector("[data-part=failed]").hidden = !failed;
    box.querySelector("[data-part=done]").hidden = Boolean(waiting || failed);
  };
  const ask = async () => {
    const response = await fetch(box.dataset.url, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const figures = await response.json();
    show(figures);
    if (figures.waiting) window.setTimeout(ask, 1500);
  };
  if (Number(box.dataset.waiting)) window.setTimeout(ask, 1500);
});
