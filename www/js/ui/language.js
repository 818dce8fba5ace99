// The reader's language, as formatters take it. On a system without a language a browser names one that none takes
// ("C"), or none at all.

/**
 * @param {{language?: unknown, languages?: unknown}} [browser]
 * @returns {string} a tag that every formatter takes; English where the browser has none
 */
export function readerLanguage(browser = navigator) {
  const named = [browser.language, ...(Array.isArray(browser.languages) ? browser.languages : [])];
  return (
    named.find(tag => {
      try {
        return typeof tag === 'string' && Intl.getCanonicalLocales(tag).length === 1;
      } catch {
        return false;
      }
    }) ?? 'en'
  );
}

/** A moment in the reader's own way of writing. @param {number} at ms since 1970 @param {string} [language] */
export const momentText = (at, language = readerLanguage()) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
