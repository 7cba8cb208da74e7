// The agent's own part of the board: an offer, a call, a wrap-up; and the own state.
'use strict';

(() => {
  const texts = JSON.parse(document.getElementById('texts').textContent);
  const desk = document.getElementById('desk');
  const said = document.getElementById('said');
  const announce = document.getElementById('announce');
  const stateForm = document.getElementById('state');
  const stateNow = document.getElementById('state-now');
  const title = document.title;
  let now = '';
  const drafts = new Map(); // call → what was typed in a wrap-up that made room for something else

  function say(words) {
    said.textContent = words || '';
    said.hidden = !words;
  }

  function keepDraft() {
    const form = desk.querySelector('form[data-wrap-up]');
    const call = form && form.closest('[data-call]').dataset.call;
    if (call) drafts.set(call, new FormData(form));
  }

  function fillDraft() {
    const form = desk.querySelector('form[data-wrap-up]');
    const draft = form && drafts.get(form.closest('[data-call]').dataset.call);
    if (!draft) return;
    for (const name of ['disposition', 'notes', 'promise', 'due_day', 'due_time', 'owner']) form.elements[name].value = draft.get(name) || '';
    form.elements.needless.checked = draft.has('needless');
  }

  function put(markup) {
    const held = desk.contains(document.activeElement);
    desk.replaceChildren(Console.html(markup));
    const heading = desk.querySelector('#desk-title');
    if (held && heading) heading.focus();
    else if (held) document.getElementById('main').focus();
  }

  async function load(me) {
    const answer = await Console.ask(desk.dataset.url);
    if (!answer || !answer.ok) { now = ''; return; }
    keepDraft();
    put(await answer.text());
    fillDraft();
    if (me.kind === 'offer') {
      const reason = desk.querySelector('.reason');
      announce.textContent = texts.js.offer.replace('{reason}', reason ? reason.innerText : '');
      document.title = `${texts.js.offer_title} ${title}`;
    } else {
      document.title = title;
    }
  }

  document.addEventListener('live:me', ({ detail }) => {
    stateNow.textContent = texts.state[detail.state] || detail.state;
    stateNow.dataset.state = detail.state;
    for (const button of stateForm.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.value === detail.state));
      button.disabled = detail.state === 'busy';
    }
    // A call or a wrap-up that is shown already stays as it is: somebody may be typing.
    const key = `${detail.kind} ${detail.call} ${detail.offer}` + (detail.kind === 'free' ? detail.state : '');
    if (key === now) return;
    now = key;
    say('');
    load(detail);
  });

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    const wrapUp = form.matches('form[data-wrap-up]');
    if (form !== stateForm && !wrapUp && !form.matches('form[data-desk]')) return;
    event.preventDefault();
    const button = event.submitter;
    const data = Console.filled(form, button);
    const pressed = [...form.querySelectorAll('button')];
    pressed.forEach((each) => each.setAttribute('aria-disabled', 'true'));
    const answer = await Console.ask(form.action, data);
    pressed.forEach((each) => each.removeAttribute('aria-disabled'));
    if (answer === null) return say(texts.js.failed);
    if (wrapUp && (answer.ok || (answer.headers.get('Content-Type') || '').includes('html'))) {
      put(await answer.text());
      const wrong = desk.querySelector('[aria-invalid]');
      if (wrong) wrong.focus();
      say('');
      return undefined;
    }
    const told = await answer.json().catch(() => ({}));
    return say(answer.ok ? '' : told.error || texts.js.failed);
  });
})();
