// What is due soon: asked for again when the board's stream says that it is another; done without leaving.
'use strict';

(() => {
  const texts = JSON.parse(document.getElementById('texts').textContent).js;
  const announce = document.getElementById('announce');
  const part = () => document.getElementById('due');
  let wanted = part().dataset.sign;
  let asking = false;

  function put(markup) {
    const old = part();
    const held = old.contains(document.activeElement);
    const before = old.querySelectorAll('.things > li').length;
    old.replaceWith(Console.html(markup));
    const now = part();
    const items = now.querySelectorAll('.things > li');
    if (items.length > before) announce.textContent = texts.due.replace('{n}', items.length);
    if (held) (now.hidden ? document.getElementById('main') : document.getElementById('due-title')).focus();
  }

  async function load() {
    if (asking) return;
    asking = true;
    while (part().dataset.sign !== wanted) {
      const sign = wanted;
      const answer = await Console.ask(part().dataset.url);
      if (!answer || !answer.ok) break; // the next change, or the next whole board, asks again
      put(await answer.text());
      if (wanted === sign) wanted = part().dataset.sign; // it may be newer than what was told
    }
    asking = false;
  }

  function told(sign) {
    wanted = sign;
    load();
  }

  document.addEventListener('live:all', ({ detail }) => told((detail.rows['note:due'] || { sign: '' }).sign));
  document.addEventListener('live:step', ({ detail }) => {
    if (detail.set && detail.set['note:due']) told(detail.set['note:due'].sign);
    else if (detail.gone && detail.gone.includes('note:due')) told('');
  });

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!form.matches('form[data-due]')) return;
    event.preventDefault();
    const button = form.querySelector('button');
    if (button.getAttribute('aria-disabled')) return;
    button.setAttribute('aria-disabled', 'true');
    const answer = await Console.ask(form.action, Console.filled(form, event.submitter));
    if (answer && answer.ok) {
      put(await answer.text());
      wanted = part().dataset.sign;
      return;
    }
    button.removeAttribute('aria-disabled');
    const said = document.getElementById('due-said');
    const problem = answer && (await answer.json().catch(() => ({}))).error;
    said.textContent = problem || texts.failed;
    said.hidden = false;
  });
})();
