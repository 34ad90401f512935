// Makes links to the saved draft, and keeps them alive while this tab is open.
(() => {
  const token = () =>
    JSON.parse(document.getElementById("wagtail-config").textContent).CSRF_TOKEN;

  const post = async (address) => {
    const response = await fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": token() },
    });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  };

  const say = (text) => {
    let status = document.getElementById("preview-link-status");
    if (!status) {
      status = document.createElement("p");
      status.id = "preview-link-status";
      status.setAttribute("role", "status");
      Object.assign(status.style, {
        position: "fixed",
        insetInlineEnd: "1rem",
        insetBlockStart: "4rem",
        zIndex: "1000",
        maxWidth: "24rem",
        margin: "0",
        padding: "0.75rem 1rem",
        borderRadius: "0.25rem",
        background: "var(--w-color-surface-menus, #2e1f5e)",
        color: "#fff",
      });
      document.body.append(status);
    }
    status.textContent = text;
    clearTimeout(status.timer);
    status.timer = setTimeout(() => status.remove(), 8000);
  };

  const keepAlive = (link, ended) => {
    const timer = setInterval(async () => {
      try {
        await post(link.renew);
      } catch {
        clearInterval(timer);
        say(ended);
      }
    }, link.seconds * 250);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-preview-link]");
    if (!button) return;
    const { previewLink, previewUse, done, failed, ended } = button.dataset;
    // A window that is opened after waiting would be taken for an advertisement.
    const opened = previewUse === "open" ? window.open("", "_blank") : null;
    try {
      const link = await post(previewLink);
      if (opened) {
        opened.opener = null;
        opened.location.replace(link.url);
      } else {
        try {
          await navigator.clipboard.writeText(link.url);
        } catch {
          window.prompt(button.textContent.trim(), link.url);
        }
      }
      keepAlive(link, ended);
      say(done);
    } catch {
      if (opened) opened.close();
      say(failed);
    }
  });
})();
