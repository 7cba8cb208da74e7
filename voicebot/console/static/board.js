// The board: a row for every call and agent, kept by its key; only what changed is touched.
'use strict';

(() => {
  const texts = JSON.parse(document.getElementById('texts').textContent);
  const root = document.querySelector('meta[name="root"]').content;
  const named = (group, name) => (name ? texts[group][name] || name : '');
  const announce = document.getElementById('announce');
  const rows = new Map(); // key → what the server said
  const shown = new Map(); // key → {table, tr, cells}
  let order = [];
  let ahead = 0; // how far the server's clock is before ours, in seconds
  let known = false;

  const tables = {};
  for (const name of ['waiting', 'agents', 'calls']) {
    const table = document.getElementById(name);
    tables[name] = {
      body: table.tBodies[0],
      count: document.getElementById(`${name}-count`),
      empty: document.getElementById(`${name}-empty`),
      size: -1,
    };
  }

  const agentName = (id) => (rows.get(`agent:${id}`) || {}).name || '';

  function tableOf(key, row) {
    if (key.startsWith('note:')) return null; // for other scripts
    if (key.startsWith('agent:')) return row.takes || row.state !== 'offline' ? 'agents' : null;
    return row.phase === 'waiting' || row.phase === 'offered' ? 'waiting' : 'calls';
  }

  // Each cell: its words, and perhaps a class. 'since' cells are filled by the clock.
  const CELLS = {
    waiting: (row) => [
      { since: row.since },
      { text: String(row.priority), tag: `priority p${row.priority}` },
      { text: named('queue', row.queue) },
      { text: named('reason', row.rule) + (row.callback ? ` (${texts.js.callback})` : '') },
      { text: row.caller || texts.js.hidden_number, tag: 'num' },
      { text: named('phase', row.phase) + (row.agent ? `: ${agentName(row.agent)}` : '') },
    ],
    calls: (row) => [
      { since: row.since },
      { text: row.phase === 'agent' ? agentName(row.agent) : texts.js.assistant, tag: row.phase === 'agent' ? 'tag good' : '' },
      { text: named('intent', row.intent) || named('reason', row.rule) },
      { text: row.caller || texts.js.hidden_number, tag: 'num' },
      { link: texts.may_read ? row.id : '', label: texts.js.read_call.replace('{number}', row.caller.slice(1)) },
    ],
    agents: (row) => [
      { text: row.name },
      { text: named('state', row.state), tag: `state ${row.state}` },
      { since: row.since },
      { text: row.queues.map((queue) => named('queue', queue)).join(', ') },
    ],
  };

  function minutes(since) {
    const seconds = Math.max(0, Math.round(Date.now() / 1000 + ahead - since));
    const rest = String(seconds % 60).padStart(2, '0');
    if (seconds < 3600) return `${Math.floor(seconds / 60)}:${rest}`;
    return `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${rest}`;
  }

  function fill(cell, wanted) {
    if (wanted.since !== undefined) {
      cell.dataset.since = wanted.since;
      const now = minutes(wanted.since);
      if (cell.textContent !== now) cell.textContent = now;
      return;
    }
    if (wanted.link !== undefined) {
      if (!wanted.link || cell.firstChild) return;
      const link = document.createElement('a');
      link.href = `${root}/calls/${encodeURIComponent(wanted.link)}`;
      link.textContent = texts.js.read;
      link.setAttribute('aria-label', wanted.label);
      cell.append(link);
      return;
    }
    let place = cell;
    if (wanted.tag !== undefined) {
      place = cell.firstElementChild || cell.appendChild(document.createElement('span'));
      if (place.className !== wanted.tag) place.className = wanted.tag;
    }
    if (place.textContent !== wanted.text) place.textContent = wanted.text;
  }

  function remove(key) {
    const old = shown.get(key);
    if (old) {
      old.tr.remove();
      shown.delete(key);
    }
  }

  function draw(key) {
    const row = rows.get(key);
    const table = row && tableOf(key, row);
    if (!table) return remove(key);
    let found = shown.get(key);
    if (found && found.table !== table) {
      remove(key);
      found = undefined;
    }
    const cells = CELLS[table](row);
    if (!found) {
      const tr = document.createElement('tr');
      found = { table, tr, cells: cells.map(() => tr.appendChild(document.createElement('td'))) };
      tr.dataset.key = key;
      shown.set(key, found);
      tables[table].body.append(tr);
      if (known && table === 'waiting') {
        announce.textContent = texts.js.new_waiting
          .replace('{queue}', named('queue', row.queue))
          .replace('{priority}', row.priority);
      }
    }
    cells.forEach((wanted, index) => fill(found.cells[index], wanted));
  }

  function arrange() {
    const at = {};
    for (const name of Object.keys(tables)) at[name] = tables[name].body.firstElementChild;
    for (const key of order) {
      const found = shown.get(key);
      if (!found) continue;
      if (found.tr === at[found.table]) at[found.table] = found.tr.nextElementSibling;
      else tables[found.table].body.insertBefore(found.tr, at[found.table]);
    }
  }

  function count() {
    for (const table of Object.values(tables)) {
      const size = table.body.rows.length;
      if (size === table.size) continue;
      table.size = size;
      table.count.textContent = size;
      table.empty.hidden = size > 0;
      table.body.parentElement.hidden = size === 0;
    }
  }

  function update(change) {
    performance.mark('board-begin');
    change();
    arrange();
    count();
    known = true;
    performance.measure('board-update', 'board-begin');
  }

  function namesChanged(keys) {
    // A call's row names its agent.
    return keys.some((key) => key.startsWith('agent:'));
  }

  document.addEventListener('live:all', ({ detail }) => {
    update(() => {
      ahead = detail.now - Date.now() / 1000;
      for (const key of rows.keys()) if (!(key in detail.rows)) { rows.delete(key); remove(key); }
      for (const [key, row] of Object.entries(detail.rows)) rows.set(key, row);
      order = detail.order;
      order.forEach(draw);
    });
  });

  document.addEventListener('live:step', ({ detail }) => {
    update(() => {
      const set = detail.set || {};
      const fresh = Object.keys(set);
      for (const key of detail.gone || []) { rows.delete(key); remove(key); }
      const added = fresh.filter((key) => !rows.has(key));
      for (const key of fresh) rows.set(key, set[key]);
      order = detail.order || [...order.filter((key) => rows.has(key)), ...added];
      (namesChanged(fresh) ? order : fresh).forEach(draw);
    });
  });

  setInterval(() => {
    for (const cell of document.querySelectorAll('td[data-since]')) {
      const now = minutes(Number(cell.dataset.since));
      if (cell.textContent !== now) cell.textContent = now;
    }
  }, 1000);
})();
