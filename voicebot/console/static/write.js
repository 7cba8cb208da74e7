// How many SMS the text takes, while it is typed: asked a moment after the last key.
'use strict';

(() => {
  const form = document.getElementById('write');
  const place = document.getElementById('size');
  const sms = document.getElementById('sms');
  let wait = 0;
  let last = 0;

  async function ask() {
    const mine = ++last;
    const text = form.elements.text.value.trim();
    place.hidden = !text;
    if (!text) return;
    const answer = await Console.ask(form.dataset.size, new FormData(form));
    if (!answer || !answer.ok || mine !== last) return; // the form's next page counts in any case
    sms.replaceChildren(Console.html(await answer.text()));
  }

  form.addEventListener('input', (event) => {
    if (event.target.name === 'address' && event.target.value) {
      form.querySelector('input[name=to][value=other]').checked = true;
    }
    if (event.target.name !== 'text' && event.target.name !== 'language') return;
    clearTimeout(wait);
    wait = setTimeout(ask, 250);
  });
})();
