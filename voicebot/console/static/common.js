// What every page has: requests with the CSRF token, keys, and a sign of life while somebody works.
'use strict';

const Console = (() => {
  const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;
  const root = meta('root');
  const text = (id) => document.getElementById(id);

  // Asks for a page's part; the answer is given back whatever its status, null when there is no connection.
  async function ask(url, form) {
    const options = { headers: { 'X-Requested-With': 'fetch' }, credentials: 'same-origin' };
    if (form) {
      options.method = 'POST';
      options.headers['X-CSRFToken'] = meta('csrf-token');
      options.body = form;
    }
    let answer;
    try {
      answer = await fetch(url, options);
    } catch {
      return null;
    }
    if (answer.status === 401) {
      location.assign(`${root}/login`);
    }
    return answer;
  }

  // A form as the button that was pressed would send it.
  function filled(form, button) {
    return button && button.name ? new FormData(form, button) : new FormData(form);
  }

  function html(markup) {
    const box = document.createElement('template');
    box.innerHTML = markup; // made by our own templates, which escape what callers said
    return box.content;
  }

  const typing = (element) =>
    element.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]') !== null;

  function keysOn() {
    try {
      return localStorage.getItem('console-keys') !== 'off';
    } catch {
      return true;
    }
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || typing(event.target) || !keysOn()) {
      return;
    }
    if (event.key === '/') {
      const field = text('search-number');
      event.preventDefault();
      if (field) {
        field.focus();
      } else if (document.querySelector('nav a[href$="/calls"]')) {
        location.assign(`${root}/calls`);
      }
      return;
    }
    const button = document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (button && !button.disabled) {
      event.preventDefault();
      button.click();
    }
  });

  const box = text('keys-on');
  if (box) {
    box.checked = keysOn();
    box.addEventListener('change', () => {
      try {
        localStorage.setItem('console-keys', box.checked ? 'on' : 'off');
      } catch {
        // a browser that keeps nothing forgets it with the page
      }
    });
  }

  // Who reads and types for a long time is not gone: at most one sign of life a minute.
  if (document.body.dataset.agent) {
    let told = Date.now();
    const alive = () => {
      if (Date.now() - told > 60000) {
        told = Date.now();
        ask(`${root}/alive`, new FormData());
      }
    };
    document.addEventListener('keydown', alive, { passive: true });
    document.addEventListener('pointerdown', alive, { passive: true });
  }

  // How many confirmations need somebody, in the navigation of those who oversee.
  const badge = text('alarms');
  if (badge) {
    const show = (count) => {
      badge.firstElementChild.textContent = count;
      badge.lastElementChild.textContent = ` ${count === 1 ? badge.dataset.one : badge.dataset.many}`;
      badge.hidden = !count;
    };
    document.addEventListener('live:all', ({ detail }) => show((detail.rows['note:alarms'] || { count: 0 }).count));
    document.addEventListener('live:step', ({ detail }) => {
      if (detail.set && detail.set['note:alarms']) show(detail.set['note:alarms'].count);
      else if (detail.gone && detail.gone.includes('note:alarms')) show(0);
    });
  }

  return { ask, filled, html };
})();
