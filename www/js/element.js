// <pc-playground view="step" seed="3" controls="seed">a link, for where this does not run</pc-playground>
//
// A view of the playground in a page of one's own. Needs nothing but this file, whose address says where the rest is;
// where it has been bundled or copied elsewhere, `site` says it. Attributes are the settings of model/settings.js,
// without capitals as HTML has it, but for three whose names are taken: `layers` is hidden, `steps` is T and `units` is
// width. Besides there are `controls` ("all", "none", or settings between commas), `transport` ("0" leaves out play and
// step), `words` ("0" leaves out an article's text), `theme` ("auto", "light", "dark"), `title`, `site` (the address of
// the playground's folder), and `width` and `height` of the figure as HTML has them: CSS pixels, the width in per cent
// too. Without a width the figure is as wide as there is room, without a height as high as its content.

/** Settings whose attributes have other names. */
const RENAMED = new Map([
  ['hidden', 'layers'],
  ['T', 'steps'],
  ['width', 'units'],
]);
const BACK = new Map([...RENAMED].map(([setting, attribute]) => [attribute, setting]));
/** What an element may have that is about itself. */
const ITS_OWN =
  /^(class|id|is|style|title|slot|part|lang|dir|hidden|tabindex|role|nonce|site|width|height|on.*|.*-.*)$/;
/** What holds where no attribute says anything else, so that taking an attribute away takes it back. */
const FRAME = { controls: 'none', theme: 'auto', transport: '1', words: '1' };

/** The most units that a layer can have: in older posts `width` is theirs, and a figure of so few pixels is none. */
export const MOST_UNITS = 128;
/** How high the figure is before it has said it, in pixels. */
const AT_FIRST = 420;
/** A figure that has been loaded says so at once; one that is never loaded is given up after a longer time. */
const PATIENCE_MS = { loaded: 4000, coming: 30_000 };

/** The attribute of a setting. @param {string} setting as model/settings.js has it @returns {string} */
export const attributeOf = setting => RENAMED.get(setting) ?? setting.toLowerCase();

/**
 * The site, where this file lies in it; else nobody knows. (Not `new URL('../embed.html', import.meta.url)`, which
 * bundlers take for a file to copy: it would come without its scripts.)
 */
const HERE = String(import.meta.url);
const BESIDE = /^(.*\/)(js|min)\/element\.js([?#].*)?$/.exec(HERE)?.[1] ?? '';

/** The address of a folder, also by that of a page in it; null where it is none. @param {string} text */
function folder(text) {
  try {
    const { protocol, origin, pathname } = new URL(text, document.baseURI);
    if (!/^https?:$/.test(protocol)) return null;
    return new URL('.', `${origin}${pathname}${/(\/|\.html)$/.test(pathname) ? '' : '/'}`);
  } catch {
    return null;
  }
}

/**
 * A length as HTML writes it: "640", "640px" and, where it may be, "50%".
 * @param {string | null} text
 * @param {boolean} [share]
 */
function lengthOf(text, share = false) {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)(px|%)?\s*$/.exec(text ?? '') ?? [];
  return Number(digits) > 0 && (unit !== '%' || share) ? `${Number(digits)}${unit ?? 'px'}` : null;
}

// Where there are no elements (Node), the file can be read all the same.
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (class {});

/**
 * Fires `ready` when a first step is possible, `settings` when the reader has changed something (`detail.hash`: what is
 * shown now), and `error` when the figure could not be loaded, where its children are shown instead (`message`: one
 * sentence that says why, and what to do).
 */
export class PcPlayground extends Base {
  /**
   * Where the playground is, for elements without an attribute `site`: the address of its folder, as
   * "https://example.org/playground/". It is found by itself where this file is loaded from there, and '' elsewhere.
   */
  static site = BESIDE;

  #shadow = this.attachShadow({ mode: 'open' });
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  /** The page in the frame. */
  #page = '';
  /** What the figure was last told to show. */
  #told = '';
  /** What its reader has made of that; '' while it is as it was told. */
  #shown = '';
  #heard = false;
  #ready = false;
  #seen = false;
  /** How high the figure says it is. */
  #height = AT_FIRST;
  /** What has been said on the console. */
  #warned = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #attributes = new MutationObserver(() => this.#follow());
  /** The figure is loaded shortly before it comes into view … */
  #near = new IntersectionObserver(
    entries => {
      if (entries.at(-1)?.isIntersecting) this.#load();
    },
    { rootMargin: '600px 0px' },
  );
  /** … and rests while it is out of it. */
  #view = new IntersectionObserver(entries => {
    this.#seen = entries.at(-1)?.isIntersecting ?? false;
    if (this.#heard) this.#post({ type: this.#seen ? 'resume' : 'pause' });
  });
  #style = new CSSStyleSheet();

  constructor() {
    super();
    this.#shadow.adoptedStyleSheets = [this.#style];
  }

  connectedCallback() {
    // In HTML `hidden` hides the element. A number there can only be meant as the setting.
    const layers = this.getAttribute('hidden');
    if (layers && /^\d/.test(layers)) {
      this.removeAttribute('hidden');
      if (!this.hasAttribute('layers')) this.setAttribute('layers', layers);
    }
    this.#shadow.replaceChildren(document.createElement('slot'));
    this.#size();
    this.#attributes.observe(this, { attributes: true });
    this.#near.observe(this);
    this.#view.observe(this);
    globalThis.addEventListener('message', this.#hear);
  }

  /**
   * Moved by `moveBefore`, the frame keeps its content and the observers go on: without this method the element would
   * be taken out and put in again.
   */
  connectedMoveCallback() {}

  disconnectedCallback() {
    for (const watch of [this.#attributes, this.#view]) watch.disconnect();
    globalThis.removeEventListener('message', this.#hear);
    this.#unload();
    this.#shadow.replaceChildren();
  }

  /** All that the attributes say, as embed.html reads it. @returns {string} as in '#view=step&seed=3' */
  get hash() {
    const said = new URLSearchParams(FRAME);
    const units = this.#oldUnits();
    if (units) said.set('width', units);
    for (const { name, value } of this.attributes) if (!ITS_OWN.test(name)) said.set(BACK.get(name) ?? name, value);
    return `#${said}`;
  }

  /**
   * Where the playground is, as the attribute `site` or else `PcPlayground.site` says it; '' where nobody does.
   * @returns {string}
   */
  get site() {
    return this.getAttribute('site') ?? PcPlayground.site;
  }

  set site(address) {
    this.setAttribute('site', address);
  }

  /**
   * Changes some attributes by the settings' own names; the figure follows, without being loaded anew.
   * @param {Record<string, string | number | null>} settings as in { view: 'step', T: 8 }; null takes one away
   */
  set(settings) {
    for (const [name, value] of Object.entries(settings)) {
      const attribute = attributeOf(name);
      // An older post's `width` would say it again.
      if (name === 'width' && this.#oldUnits()) this.removeAttribute('width');
      if (value === null) this.removeAttribute(attribute);
      else this.setAttribute(attribute, String(value));
    }
  }

  /** The units of a layer, where `width` says them as it did in older posts; '' elsewhere. */
  #oldUnits() {
    const width = this.getAttribute('width') ?? '';
    return /^\s*\d+(\.\d+)?\s*$/.test(width) && Number(width) >= 1 && Number(width) <= MOST_UNITS ? width.trim() : '';
  }

  /**
   * The page of the figure, and the site that it is of.
   * @returns {{page: string, site: URL} | string} a sentence where nobody says it
   */
  #place() {
    const { site } = this;
    const found = site ? folder(site) : null;
    if (site && !found) return `site="${site}" is no address of a folder, as https://example.org/playground/ is.`;
    if (found) return { page: new URL('embed.html', found).href, site: found };
    return `Where the playground is cannot be told from ${HERE}: set the attribute site="…", or PcPlayground.site, to the address of the folder with its embed.html.`;
  }

  #load() {
    if (this.#frame) return;
    this.#near.disconnect();
    const place = this.#place();
    if (typeof place === 'string') {
      this.#fail(place);
      return;
    }
    const frame = (this.#frame = document.createElement('iframe'));
    this.#page = place.page;
    this.#told = this.hash;
    frame.src = `${place.page}${this.#told}`;
    Object.assign(frame.style, { display: 'block', width: '100%', border: '0' });
    this.#size();
    this.#name();
    const wait = (/** @type {number} */ patience) =>
      this.#wait(
        patience,
        `${place.page} did not answer as the playground's embed.html does. If the playground is elsewhere, set the attribute site="…", or PcPlayground.site, to the address of its folder.`,
      );
    frame.addEventListener('load', () => {
      if (frame === this.#frame) wait(PATIENCE_MS.loaded);
    });
    wait(PATIENCE_MS.coming);
    this.#shadow.replaceChildren(frame);
  }

  #unload() {
    clearTimeout(this.#timer);
    this.#near.disconnect();
    this.#frame = null;
    this.#page = '';
    this.#shown = '';
    this.#heard = this.#ready = false;
  }

  /** Gives up after a while of silence. @param {number} patience @param {string} sentence */
  #wait(patience, sentence) {
    clearTimeout(this.#timer);
    if (this.#heard) return;
    this.#timer = setTimeout(() => {
      // Still there, for it may yet come.
      if (this.#frame) this.#frame.style.display = 'none';
      this.#fail(sentence);
    }, patience);
  }

  /** What stands between the tags is shown, or a link if it leads somewhere. @param {string} sentence */
  #fail(sentence) {
    const slot = this.#shadow.querySelector('slot') ?? this.#shadow.appendChild(document.createElement('slot'));
    const place = this.#place();
    if (typeof place === 'object') void this.#offer(slot, new URL('index.html', place.site));
    this.#warn(sentence);
    this.dispatchEvent(new ErrorEvent('error', { message: sentence }));
  }

  /**
   * A link to the playground itself, once its server has said that it is there.
   * @param {HTMLElement} slot
   * @param {URL} address
   */
  async #offer(slot, address) {
    const answer = await fetch(address, { method: 'HEAD' }).catch(() => null);
    if (!answer?.ok) return;
    const link = document.createElement('a');
    link.href = `${address.href}${this.hash}`;
    link.textContent = 'Open this figure in the Predictive Coding Playground';
    slot.replaceChildren(link);
  }

  /** @param {MessageEvent} event */
  #hear = ({ source, data }) => {
    const frame = this.#frame;
    if (!frame || source !== frame.contentWindow || typeof data !== 'object' || data?.source !== 'pc-playground')
      return;
    if (!this.#heard) {
      this.#heard = true;
      clearTimeout(this.#timer);
      this.#shadow.querySelector('slot')?.remove();
      frame.style.display = 'block';
      this.#follow(); // what changed meanwhile
      if (!this.#seen) this.#post({ type: 'pause' });
    }
    if (data.type === 'size' && Number.isFinite(data.height)) {
      this.#height = data.height;
      this.#size();
    } else if (data.type === 'ready') {
      // Ready a second time: some browsers load a frame anew that was moved. It goes on with what its reader saw.
      if (this.#ready && this.#shown) this.#post({ type: 'settings', hash: this.#shown });
      if (this.#ready && !this.#seen) this.#post({ type: 'pause' });
      this.#ready = true;
      this.dispatchEvent(new Event('ready'));
    } else if (data.type === 'settings') {
      this.#shown = String(data.hash);
      this.dispatchEvent(new CustomEvent('settings', { detail: { hash: this.#shown } }));
    }
  };

  #follow() {
    this.#size();
    const place = this.#place();
    const page = typeof place === 'string' ? '' : place.page;
    if (page !== this.#page) {
      // Another page: of a site that has been named, or of a view that has one of its own.
      this.#unload();
      this.#shadow.replaceChildren(document.createElement('slot'));
      this.#near.observe(this);
      return;
    }
    if (!this.#frame) return;
    this.#name();
    const { hash } = this;
    if (!this.#heard || hash === this.#told) return;
    this.#told = hash;
    this.#shown = '';
    this.#post({ type: 'settings', hash });
  }

  #size() {
    const [width, height] = [this.getAttribute('width'), this.getAttribute('height')];
    const units = this.#oldUnits();
    const wide = units ? null : lengthOf(width, true);
    if (units)
      this.#warn(
        `width="${units}" is taken for the units of a layer, as older posts mean it: write units="${units}". The width of a figure in pixels is more than ${MOST_UNITS}.`,
      );
    else if (width !== null && !wide)
      this.#warn(
        `width="${width}" is no width of a figure, which is a number of pixels above ${MOST_UNITS} or a share as 100%; the units of a layer are the attribute units.`,
      );
    const own = lengthOf(height);
    if (height !== null && !own)
      this.#warn(
        `height="${height}" is no height of a figure, which is a number of pixels; it is as high as its content.`,
      );
    this.#style.replaceSync(
      `:host { display: block; ${wide ? `width: ${wide}; max-width: 100%; ` : ''}} :host([hidden]) { display: none; }`,
    );
    if (this.#frame)
      this.#frame.style.height = `${Math.min(20_000, Math.max(40, own ? parseFloat(own) : this.#height))}px`;
  }

  #name() {
    if (this.#frame) this.#frame.title = this.title || 'Predictive Coding Playground';
  }

  /** Says something on the console, once. @param {string} sentence */
  #warn(sentence) {
    if (!this.#warned.has(sentence)) console.warn(`<pc-playground>: ${sentence}`);
    this.#warned.add(sentence);
  }

  /** @param {Record<string, unknown>} message */
  #post(message) {
    this.#frame?.contentWindow?.postMessage({ target: 'pc-playground', ...message }, '*'); // no secret, and a sandboxed page's frame has no origin to name
  }
}

if (globalThis.customElements && !customElements.get('pc-playground'))
  customElements.define('pc-playground', PcPlayground);
