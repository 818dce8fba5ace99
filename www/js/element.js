// <pc-playground view="step" seed="3" controls="seed">a link, for where this does not run</pc-playground>
//
// A view of the playground in a page of one's own. Needs nothing but this file, whose address says where the rest is. Attributes are the
// settings of state.js, without capitals as HTML has it, but for two whose names are taken: `layers` is hidden and `steps` is T. Besides
// there are `controls` ("all", "none", or settings between commas), `transport` ("0" leaves out play and step), `theme` ("auto",
// "light", "dark"), `height` (in pixels; without it the figure is as high as its content) and `title`.

const PAGE = new URL('../embed.html', import.meta.url);
/** Settings whose attributes have other names. @type {Record<string, string>} */
const RENAMED = { hidden: 'layers', T: 'steps' };
const BACK = new Map(Object.entries(RENAMED).map(([setting, attribute]) => [attribute, setting]));
/** What an element may have that is about itself. */
const ITS_OWN = /^(class|id|is|style|title|slot|part|lang|dir|hidden|tabindex|role|nonce|height|on.*|.*-.*)$/;
/** What holds where no attribute says anything else, so that taking an attribute away takes it back. */
const FRAME = { controls: 'none', theme: 'auto', transport: '1' };

/** How high the figure is before it has said it, in pixels. */
const AT_FIRST = 420;
/** A figure that has been loaded says so at once; one that is never loaded is given up after a longer time. */
const PATIENCE_MS = { loaded: 4000, coming: 30_000 };

/** The attribute of a setting. @param {string} setting as state.js has it @returns {string} */
export const attributeOf = setting => RENAMED[setting] ?? setting.toLowerCase();

// Where there are no elements (Node), the file can be read all the same.
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (class {});

/**
 * Fires `ready` when a first step is possible, `settings` when the reader has changed something (`detail.hash`: what is shown now), and `error` when
 * the figure could not be loaded, where its children are shown instead.
 */
export class PcPlayground extends Base {
  #shadow = this.attachShadow({ mode: 'open' });
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  /** What the figure was last told to show. */
  #told = '';
  #heard = false;
  #seen = false;
  /** How high the figure says it is. */
  #height = AT_FIRST;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #attributes = new MutationObserver(() => this.#follow());
  /** The figure is loaded shortly before it comes into view … */
  #near = new IntersectionObserver(entries => { if (entries.at(-1)?.isIntersecting) this.#load(); }, { rootMargin: '600px 0px' });
  /** … and rests while it is out of it. */
  #view = new IntersectionObserver(entries => {
    this.#seen = entries.at(-1)?.isIntersecting ?? false;
    if (this.#heard) this.#post({ type: this.#seen ? 'resume' : 'pause' });
  });

  constructor() {
    super();
    const style = new CSSStyleSheet();
    style.replaceSync(':host { display: block; } :host([hidden]) { display: none; }');
    this.#shadow.adoptedStyleSheets = [style];
  }

  connectedCallback() {
    // In HTML `hidden` hides the element. A number there can only be meant as the setting.
    const layers = this.getAttribute('hidden');
    if (layers && /^\d/.test(layers)) {
      this.removeAttribute('hidden');
      if (!this.hasAttribute('layers')) this.setAttribute('layers', layers);
    }
    this.#shadow.replaceChildren(this.#fallback());
    this.#attributes.observe(this, { attributes: true });
    this.#near.observe(this);
    this.#view.observe(this);
    globalThis.addEventListener('message', this.#hear);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    for (const watch of [this.#attributes, this.#near, this.#view]) watch.disconnect();
    globalThis.removeEventListener('message', this.#hear);
    this.#shadow.replaceChildren();
    this.#frame = null;
    this.#heard = false;
  }

  /** All that the attributes say, as embed.html reads it. @returns {string} as in '#view=step&seed=3' */
  get hash() {
    const said = new URLSearchParams(FRAME);
    for (const { name, value } of this.attributes) if (!ITS_OWN.test(name)) said.set(BACK.get(name) ?? name, value);
    return `#${said}`;
  }

  /**
   * Changes some attributes by the settings' own names; the figure follows, without being loaded anew.
   * @param {Record<string, string | number | null>} settings as in { view: 'step', T: 8 }; null takes one away
   */
  set(settings) {
    for (const [name, value] of Object.entries(settings)) {
      if (value === null) this.removeAttribute(attributeOf(name));
      else this.setAttribute(attributeOf(name), String(value));
    }
  }

  /** What stands between the tags, or a link where there is nothing. */
  #fallback() {
    const slot = document.createElement('slot');
    const link = document.createElement('a');
    link.href = new URL(`index.html${this.hash}`, PAGE).href;
    link.textContent = 'Open this figure in the Predictive Coding Playground';
    slot.append(link);
    return slot;
  }

  #load() {
    if (this.#frame) return;
    this.#near.disconnect();
    const frame = this.#frame = document.createElement('iframe');
    this.#told = this.hash;
    frame.src = `${PAGE.href}${this.#told}`;
    Object.assign(frame.style, { display: 'block', width: '100%', border: '0' });
    this.#size();
    this.#name();
    frame.addEventListener('load', () => this.#wait(PATIENCE_MS.loaded));
    this.#wait(PATIENCE_MS.coming);
    this.#shadow.replaceChildren(frame);
  }

  /** Gives up after a while of silence: what stands between the tags is shown. @param {number} patience */
  #wait(patience) {
    clearTimeout(this.#timer);
    if (this.#heard) return;
    this.#timer = setTimeout(() => {
      // Still there, for it may yet come.
      if (this.#frame) this.#frame.style.display = 'none';
      this.#shadow.append(this.#fallback());
      this.dispatchEvent(new Event('error'));
    }, patience);
  }

  /** @param {MessageEvent} event */
  #hear = ({ source, data }) => {
    const frame = this.#frame;
    if (!frame || source !== frame.contentWindow || typeof data !== 'object' || data?.source !== 'pc-playground') return;
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
    }
    else if (data.type === 'ready') this.dispatchEvent(new Event('ready'));
    else if (data.type === 'settings') this.dispatchEvent(new CustomEvent('settings', { detail: { hash: String(data.hash) } }));
  };

  #follow() {
    const frame = this.#frame;
    if (!frame) return;
    this.#name();
    this.#size();
    const { hash } = this;
    if (!this.#heard || hash === this.#told) return;
    this.#told = hash;
    this.#post({ type: 'settings', hash });
  }

  #size() {
    const own = Number(this.getAttribute('height'));
    if (this.#frame) this.#frame.style.height = `${Math.min(20_000, Math.max(40, own > 0 ? own : this.#height))}px`;
  }

  #name() {
    if (this.#frame) this.#frame.title = this.title || 'Predictive Coding Playground';
  }

  /** @param {Record<string, unknown>} message */
  #post(message) {
    this.#frame?.contentWindow?.postMessage({ target: 'pc-playground', ...message }, '*'); // no secret, and a sandboxed page's frame has no origin to name
  }
}

if (globalThis.customElements && !customElements.get('pc-playground')) customElements.define('pc-playground', PcPlayground);
