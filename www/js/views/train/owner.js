// Whose a kept record is. Tabs, windows and embeds of one origin share one database: each page that is loaded keeps a
// record under a name of its own, which nobody else writes to, and remembers it for the page that the same tab loads
// next.

/** A page that is being left may take a moment to go. */
const LEAVING_MS = 1000;

const lockOf = (/** @type {string} */ name) => `pc-playground run ${name}`;

/**
 * @typedef {object} Owner
 * @property {string} name of this page's record
 * @property {'page' | 'embed'} where
 * @property {() => Promise<void>} hold from now on other pages see that this one lives
 * @property {() => void} remember this page's record is this tab's
 * @property {() => string | null} former the name of the record that this tab kept before this page was loaded; a
 * duplicated tab has that of the first
 * @property {() => Promise<Set<string>>} living names of other pages that live and keep records; nobody where the
 * browser cannot tell
 */

/**
 * What a browser may refuse, by throwing, when the page only looks at it.
 * @template T
 * @param {() => T | undefined} get
 * @returns {T | undefined}
 */
function allowed(get) {
  try {
    return get();
  } catch {
    return undefined;
  }
}

/**
 * @param {object} [page]
 * @param {Pick<LockManager, 'request' | 'query'>} [page.locks] only where the page came by https, or from this machine
 * @param {Pick<Storage, 'getItem' | 'setItem'>} [page.session] not in a sandbox, nor where cookies are refused
 * @param {string} [page.embed] tells an embed from others in the same tab; '' when the page is no embed
 * @returns {Owner}
 */
export function createOwner({
  locks = allowed(() => navigator.locks),
  session = allowed(() => sessionStorage),
  embed = self === top ? '' : location.pathname + location.hash,
} = {}) {
  const name = `${Date.now()}-${Math.random()}`;
  const item = `pc-playground run${embed && ` ${embed}`}`;
  const former = allowed(() => session?.getItem(item)) ?? null;
  /** @type {Promise<void> | null} */
  let held = null;

  return {
    name,
    where: embed ? 'embed' : 'page',
    former: () => former,
    remember: () => void allowed(() => session?.setItem(item, name)),
    hold: () =>
      (held ??= new Promise(resolve => {
        if (!locks) return resolve();
        // Held until the page is gone: the lock's own promise never settles.
        locks.request(lockOf(name), () => new Promise(() => resolve())).catch(() => resolve());
      })),
    async living() {
      if (!locks) return new Set();
      try {
        if (former)
          await locks.request(lockOf(former), { signal: AbortSignal.timeout(LEAVING_MS) }, () => {}).catch(() => {});
        const { held: all = [] } = await locks.query();
        return new Set(
          all.flatMap(lock =>
            lock.name?.startsWith(lockOf('')) && lock.name !== lockOf(name) ? [lock.name.slice(lockOf('').length)] : [],
          ),
        );
      } catch {
        return new Set(); // in a sandbox
      }
    },
  };
}
