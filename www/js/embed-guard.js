// A plain script, which runs where modules may not load: says in the embed why there is nothing to see, and links to the playground.
'use strict';

addEventListener('error', ({ target }) => {
  if (!(target instanceof HTMLScriptElement)) return;
  const tell = () => {
    const message = document.getElementById('message');
    if (!message) return;
    const link = document.createElement('a');
    link.href = `./index.html${location.hash}`;
    link.target = '_blank';
    link.rel = 'noopener';
    link.textContent = 'Open it in the playground';
    message.replaceChildren(self.origin === 'null'
      ? 'This figure cannot run in a sandboxed frame on this server, which does not let others read its scripts (Access-Control-Allow-Origin). '
      : 'This figure could not be loaded. ', link, '.');
    message.hidden = false;
    if (parent !== self) parent.postMessage({ source: 'pc-playground', type: 'size', height: Math.ceil(document.documentElement.getBoundingClientRect().height) }, '*');
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', tell);
  else tell();
}, true);
