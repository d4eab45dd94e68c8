/** The desktop's page: noVNC, whether it is connected, and a clipboard that both sides share. */

import RFB from './novnc/core/rfb.js';

const status = document.getElementById('status');
const screen = document.getElementById('screen');
const clipboard = document.getElementById('clipboard');
const reconnect = document.getElementById('reconnect');

let desktop = null;

function connect() {
  const address = new URL('socket', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = '';
  status.textContent = 'Connecting…';
  reconnect.hidden = true;
  desktop = new RFB(screen, address.href, { shared: true });
  desktop.resizeSession = true;
  desktop.scaleViewport = true;
  desktop.addEventListener('connect', () => {
    status.textContent = 'Connected';
    desktop.focus();
  });
  desktop.addEventListener('disconnect', event => {
    status.textContent = event.detail.clean
      ? 'The desktop has ended.'
      : 'The connection was lost.';
    reconnect.hidden = false;
    desktop = null;
  });
  desktop.addEventListener('clipboard', event => {
    clipboard.value = event.detail.text;
    // Browsers allow this on secure pages only; the text field is there in any case.
    navigator.clipboard?.writeText(event.detail.text).catch(() => undefined);
  });
}

async function pasteFromThisComputer() {
  try {
    const text = await navigator.clipboard.readText();
    if (text && text !== clipboard.value) {
      clipboard.value = text;
      desktop?.clipboardPasteFrom(text);
    }
  } catch {
    // Not allowed, or no text: the text field is there in any case.
  }
}

clipboard.addEventListener('change', () =>
  desktop?.clipboardPasteFrom(clipboard.value)
);
window.addEventListener('focus', () => {
  if (navigator.clipboard?.readText) {
    void pasteFromThisComputer();
  }
});
// A desktop that was stopped is told by the page that stands here then.
reconnect.addEventListener('click', () => window.location.reload());
document
  .getElementById('fullscreen')
  .addEventListener('click', () => void screen.requestFullscreen());

connect();
