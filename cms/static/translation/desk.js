/* Saves texts in place, offers what the memory knows, filters. Without it the forms still work. */
(() => {
  const desk = document.querySelector('[data-desk]');
  if (!desk) return;
  const texts = () => [...desk.querySelectorAll('[data-text]')];
  const field = (text) => text.querySelector('[data-words]');
  const sending = new Map();
  let filter = '';
  let search = '';

  function fit(area) {
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  }

  function plain(words) {
    const document_ = new DOMParser().parseFromString(words, 'text/html');
    return document_.body.textContent.trim();
  }

  function measure(text) {
    const room = text.querySelector('[data-room]');
    if (!room) return;
    const length = [...plain(field(text).value)].length;
    room.textContent = `${length} / ${room.dataset.room}`;
    room.toggleAttribute('data-over', length > Number(room.dataset.room));
  }

  /* Buttons for the tags of the source: they go around what is selected. */
  function mark(text) {
    const place = text.querySelector('[data-marks]');
    if (!place) return;
    const tags = text.querySelector('[data-source]').textContent.match(/<(?:b|i|em|strong|a id="\w+")>/g);
    [...new Set(tags || [])].forEach((tag) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = tag;
      button.addEventListener('click', () => {
        const area = field(text);
        const end = `</${tag.slice(1).match(/^\w+/)[0]}>`;
        const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
        area.setRangeText(`${tag}${chosen}${end}`, area.selectionStart, area.selectionEnd, 'end');
        // Around nothing yet, what is typed next comes between them.
        if (!chosen) area.selectionEnd -= end.length;
        area.dispatchEvent(new Event('input', { bubbles: true }));
        area.focus();
      });
      place.append(button);
    });
  }

  function prepare(text) {
    const area = field(text);
    area.dataset.kept = area.value;
    fit(area);
    measure(text);
    mark(text);
  }

  function show() {
    let any = false;
    texts().forEach((text) => {
      const words = `${text.querySelector('[data-source]').textContent} ${field(text).value}`.toLowerCase();
      const fits = (!filter || text.dataset.state === filter) && words.includes(search);
      text.hidden = !fits;
      text.style.display = fits ? '' : 'none';
      any = any || fits;
    });
    desk.querySelectorAll('[data-group]').forEach((group) => {
      const empty = ![...group.querySelectorAll('[data-text]')].some((text) => !text.hidden);
      group.style.display = empty ? 'none' : '';
    });
    desk.querySelector('[data-none]').hidden = any;
  }

  function count(template) {
    template.content.querySelectorAll('[data-count]').forEach((number) => {
      const shown = desk.querySelector(`.td-filter [data-count="${number.dataset.count}"]`);
      if (shown) shown.textContent = number.textContent;
    });
    desk.querySelector('[data-progress]').replaceWith(template.content.querySelector('[data-progress]'));
    template.remove();
  }

  /* Shows how a text looks now around its area, which stays: somebody may be typing in it. */
  function renew(text, fresh) {
    const area = field(text);
    const other = field(fresh);
    const parts = [...other.form.children];
    const place = parts.indexOf(other);
    text.dataset.state = fresh.dataset.state;
    text.querySelector('.td-source').replaceWith(fresh.querySelector('.td-source'));
    area.setAttribute('aria-invalid', other.getAttribute('aria-invalid') || 'false');
    [...area.form.children].forEach((part) => part === area || part.remove());
    area.before(...parts.slice(0, place));
    area.after(...parts.slice(place + 1));
  }

  async function write(text, action) {
    const area = field(text);
    const sent = action === 'save' ? area.value : area.dataset.kept;
    const body = new FormData(area.form);
    body.set('action', action);
    const said = desk.querySelector('[data-saved]');
    let answer;
    try {
      answer = await fetch(area.form.getAttribute('action'), {
        method: 'POST', body, headers: { 'X-Requested-With': 'XMLHttpRequest' }, credentials: 'same-origin',
      });
    } catch {
      said.textContent = desk.dataset.offline;
      return;
    }
    const type = answer.headers.get('Content-Type') || '';
    if (![200, 422].includes(answer.status) || !type.includes('text/html')) {
      const { detail } = await answer.json().catch(() => ({}));
      said.textContent = detail || `${desk.dataset.refused} (${answer.status})`;
      return;
    }
    const holder = document.createElement('div');
    holder.innerHTML = await answer.text();
    const fresh = holder.querySelector('[data-text]');
    const saved = answer.status === 200;
    const words = field(fresh).value;
    const template = fresh.querySelector('[data-counts]');
    if (template) count(template);
    renew(text, fresh);
    /* Who may not approve yet sees what somebody else wrote; who may not save keeps the own words. */
    const stands = saved || action !== 'save';
    if (stands) {
      area.dataset.kept = words;
      if (area.value === sent) area.value = words;
    }
    text.toggleAttribute('data-dirty', !stands || area.value !== area.dataset.kept);
    fit(area);
    measure(text);
    mark(text);
    if (area === document.activeElement) offer(area);
    said.textContent = saved ? `✓ ${desk.dataset.done}` : text.querySelector('[role=alert]').textContent.trim();
  }

  /* One save of a text after the other: each says that it has seen what the one before stored. */
  function send(text, action) {
    const after = () => write(text, action);
    sending.set(text, (sending.get(text) || Promise.resolve()).then(after, after));
  }

  function next(text) {
    const shown = texts().filter((other) => !other.hidden);
    const following = shown[shown.indexOf(text) + 1];
    if (following) field(following).focus();
  }

  async function offer(area) {
    const place = area.closest('[data-text]').querySelector('[data-memory]');
    if (place.dataset.asked) return;
    place.dataset.asked = '1';
    const answer = await fetch(area.dataset.offers, { credentials: 'same-origin' }).catch(() => null);
    if (answer && answer.ok) place.innerHTML = await answer.text();
  }

  desk.addEventListener('focusin', (event) => {
    if (event.target.matches('[data-offers]')) offer(event.target);
  });
  desk.addEventListener('input', (event) => {
    if (event.target.matches('[data-search]')) {
      search = event.target.value.trim().toLowerCase();
      show();
    }
    if (!event.target.matches('[data-words]')) return;
    const text = event.target.closest('[data-text]');
    text.toggleAttribute('data-dirty', event.target.value !== event.target.dataset.kept);
    fit(event.target);
    measure(text);
  });
  desk.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-write]')) return;
    event.preventDefault();
    send(event.target.closest('[data-text]'), event.submitter ? event.submitter.value : 'save');
  });
  desk.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !event.target.matches('[data-words]')) return;
    event.preventDefault();
    if (event.target.readOnly) return;
    const text = event.target.closest('[data-text]');
    send(text, 'save');
    next(text);
  });
  desk.addEventListener('click', (event) => {
    const chip = event.target.closest('[data-filter]');
    if (chip) {
      filter = chip.dataset.filter;
      desk.querySelectorAll('[data-filter]').forEach((other) => other.setAttribute('aria-pressed', String(other === chip)));
      show();
    }
    const taken = event.target.closest('[data-take], [data-insert]');
    if (taken) {
      const area = field(taken.closest('[data-text]'));
      if (taken.dataset.take !== undefined) area.value = taken.dataset.take;
      else area.setRangeText(taken.dataset.insert, area.selectionStart, area.selectionEnd, 'end');
      area.dispatchEvent(new Event('input', { bubbles: true }));
      area.focus();
    }
  });
  window.addEventListener('beforeunload', (event) => {
    if (desk.querySelector('[data-dirty]')) event.preventDefault();
  });
  texts().forEach(prepare);
})();
