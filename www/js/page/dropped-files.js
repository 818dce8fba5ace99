// Takes files of the visitor's own, digits, a network or results: dropped anywhere on the page, or chosen with a file
// button.

/** @typedef {import('../model/view.js').Door} Door */
/** @typedef {import('../model/view.js').TakeFiles} TakeFiles */

/**
 * @param {object} page
 * @param {(files: File[], door: Door | null) => Promise<void>} page.use takes the files, which came by this door, or
 * were dropped, and says what became of them
 * @param {(sentence: string) => void} page.say
 * @returns {TakeFiles} for files that were chosen; those that are dropped it takes by itself
 */
export function acceptFiles({ use, say }) {
  let reading = false;
  /** @param {Iterable<File> | null | undefined} list @param {Door | null} door */
  const take = async (list, door) => {
    const files = [...(list ?? [])];
    if (files.length === 0 || reading) return;
    reading = true;
    try {
      await use(files, door);
    } finally {
      reading = false;
    }
  };
  /** @param {DragEvent} event */
  const carries = event => event.dataTransfer?.types.includes('Files') ?? false;
  document.addEventListener('dragover', event => {
    if (!carries(event)) return;
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  document.addEventListener('dragleave', event => {
    if (!event.relatedTarget) document.body.classList.remove('dropping');
  });
  document.addEventListener('drop', event => {
    document.body.classList.remove('dropping');
    if (!carries(event)) return;
    // Otherwise the browser would leave the page to open the file.
    event.preventDefault();
    const entries = [...(event.dataTransfer?.items ?? [])].map(item => item.webkitGetAsEntry?.() ?? null);
    if (entries.some(entry => entry?.isDirectory)) void takeFolders(entries);
    else void take(event.dataTransfer?.files, null);
  });

  /** @param {(FileSystemEntry | null)[]} entries */
  async function takeFolders(entries) {
    say('Looking through the folder.');
    try {
      const { filesIn } = await import('../engine/digits/folder.js');
      const files = await filesIn(entries.filter(entry => entry !== null));
      if (files.length === 0) throw new Error('There is nothing in this folder but what systems keep for themselves.');
      await take(files, null);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }
  return take;
}
