// Keeps the page up to date by server-sent events; by asking every five seconds where there are too many.
// Tells it as events of the document: live:all, live:step, live:me.
'use strict';

(() => {
  const line = document.getElementById('connection');
  const say = line.dataset;
  const POLL = 5000;
  const STREAM_AGAIN = 60000;
  const SILENCE = 40000; // the server says something every 15 seconds
  let lost = false;
  let polling = 0;
  let source = null;
  let heard = Date.now();

  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

  function show(words, kind) {
    line.textContent = words;
    line.className = `connection ${kind}`;
  }

  function down() {
    lost = true;
    show(say.lost, 'lost');
  }

  function up() {
    heard = Date.now();
    if (!lost) return;
    lost = false;
    show(say.back, 'back');
    setTimeout(() => lost || polling || show('', ''), 4000);
  }

  function open() {
    if (source) source.close();
    source = new EventSource(say.stream);
    source.addEventListener('open', () => {
      stopPolling();
      up();
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) poll(); // refused: too many, or logged out
      else down(); // the browser tries again by itself
    });
    for (const name of ['all', 'step', 'me', 'beat']) {
      source.addEventListener(name, (event) => {
        up();
        tell(name, JSON.parse(event.data));
      });
    }
    source.addEventListener('trouble', () => show(say.trouble, 'lost'));
    source.addEventListener('well', () => show('', ''));
    source.addEventListener('bye', () => {
      source.close();
      location.assign(say.login);
    });
  }

  function poll() {
    setTimeout(open, STREAM_AGAIN);
    if (polling) return;
    const ask = async () => {
      const answer = await Console.ask(say.snapshot);
      if (answer === null) down();
      else if (answer.status === 503) show(say.trouble, 'lost');
      else if (answer.ok) {
        lost = false;
        if (line.textContent !== say.polling) show(say.polling, 'slow');
        const picture = await answer.json();
        tell('all', picture.all);
        if (picture.me) tell('me', picture.me);
      }
    };
    ask();
    polling = setInterval(ask, POLL);
  }

  function stopPolling() {
    if (!polling) return;
    clearInterval(polling);
    polling = 0;
    show('', '');
  }

  // A connection can die without a word, as when a telephone changes its network.
  setInterval(() => {
    if (!polling && source.readyState === EventSource.OPEN && Date.now() - heard > SILENCE) {
      down();
      open();
    }
  }, 5000);

  addEventListener('offline', down);
  addEventListener('online', open);
  addEventListener('pagehide', () => source && source.close());
  addEventListener('pageshow', (event) => event.persisted && open());
  open();
})();
