// A call's recording: each turn's button plays from there; a player that cannot play says so.
'use strict';

(() => {
  const player = document.getElementById('recording');
  if (!player) return;
  const problem = document.getElementById('recording-problem');

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-from]');
    if (!button) return;
    player.currentTime = Number(button.dataset.from);
    player.play().catch(() => {}); // told by its error, below
  });
  player.addEventListener('error', () => { problem.textContent = player.dataset.problem; });
  player.addEventListener('playing', () => { problem.textContent = ''; });
})();
