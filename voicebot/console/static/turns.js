// A call's turns: new ones appear as they are said, marks are kept without leaving the page.
'use strict';

(() => {
  let asking = false;
  let again = false;

  async function more() {
    const list = document.getElementById('turns');
    if (!list || !list.dataset.live) return;
    if (asking) { again = true; return; }
    asking = true;
    const last = list.lastElementChild ? list.lastElementChild.dataset.seq : -1;
    const answer = await Console.ask(`${list.dataset.live}?after=${last}`);
    if (answer && answer.ok && list.isConnected) list.append(Console.html(await answer.text()));
    asking = false;
    if (again) { again = false; more(); }
  }

  function shownCall() {
    const place = document.querySelector('#desk article[data-call], #turns[data-call]');
    return place ? place.dataset.call : null;
  }

  document.addEventListener('live:step', ({ detail }) => {
    const call = shownCall();
    if (call && detail.set && detail.set[`call:${call}`]) more();
  });
  document.addEventListener('live:all', () => shownCall() && more());

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!form.matches('form[data-turn]')) return;
    event.preventDefault();
    const answer = await Console.ask(form.action, Console.filled(form, event.submitter));
    if (!answer || !answer.ok) { form.classList.add('failed'); return; }
    const item = form.closest('li');
    const id = item.id;
    item.replaceWith(Console.html(await answer.text()));
    const summary = document.querySelector(`#${CSS.escape(id)} summary`);
    if (summary) summary.focus();
  });
})();
