// The live view beside the text: embed.html in a frame. It shows what the step asks for; the reader may change it, and
// come back.

/**
 * What embed.html may say.
 * @typedef {{source: 'pc-playground', type: 'ready'} | {source: 'pc-playground', type: 'size', height: number} | {source: 'pc-playground', type: 'settings', hash: string}}
 * Told
 */

/**
 * Settings of the playground, and which of them the reader may change besides.
 * @typedef {{hash: string, controls: string}} Shown
 */

/**
 * What the frame is asked for. An embed downloads no digits by itself; those of this site are at hand. Words there are
 * enough in the text.
 * @param {Shown} view
 */
const embedHash = ({ hash, controls }) => `${hash}&source=mnist&controls=${controls || 'none'}&words=0`;

/**
 * @param {HTMLIFrameElement} frame
 * @param {(hash: string) => void} changed the reader made it show this
 * @returns {{show: (view: Shown) => void, open: () => void, close: () => void}}
 */
export function createLive(frame, changed) {
  /** What is shown, as the frame is asked for it or as it says itself. */
  let shown = '';
  let opened = false;
  let ready = false;

  /** @param {{type: 'settings', hash: string} | {type: 'pause'} | {type: 'resume'}} message */
  const post = message => frame.contentWindow?.postMessage({ target: 'pc-playground', ...message }, location.origin);

  /** A frame that is not opened costs nothing: it is loaded when it first is. */
  function ask() {
    if (!opened) return;
    if (ready) post({ type: 'settings', hash: shown });
    else if (!frame.getAttribute('src')) frame.src = `./embed.html${shown}`;
  }

  addEventListener('message', event => {
    if (
      event.source !== frame.contentWindow ||
      event.origin !== location.origin ||
      event.data?.source !== 'pc-playground'
    )
      return;
    const told = /** @type {Told} */ (event.data);
    if (told.type === 'ready') {
      ready = true;
      // The reader may have gone on while it was loading.
      if (frame.getAttribute('src') !== `./embed.html${shown}`) post({ type: 'settings', hash: shown });
      if (!opened) post({ type: 'pause' });
    } else if (told.type === 'settings') {
      shown = told.hash;
      changed(shown);
    }
  });

  return {
    show(view) {
      shown = embedHash(view);
      ask();
    },
    open() {
      if (opened) return;
      opened = true;
      if (ready) post({ type: 'resume' });
      ask();
    },
    close() {
      if (opened && ready) post({ type: 'pause' });
      opened = false;
    },
  };
}
