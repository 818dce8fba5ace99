// Takes files of the visitor's own, digits or a network: dropped anywhere on the page, or chosen with a file button.

/** @typedef {(list: Iterable<File> | null | undefined) => Promise<void>} TakeFiles */

/**
 * @param {object} page
 * @param {(files: File[], tell: (sentence: string) => void) => Promise<string>} page.use takes the files; answers or throws one sentence, and may
 * tell how far it is
 * @param {(sentence: string) => void} page.say
 * @returns {TakeFiles} for files that were chosen; those that are dropped it takes by itself
 */
export function acceptFiles({ use, say }) {
  let reading = false;
  /** @type {TakeFiles} */
  const take = async list => {
    const files = [...(list ?? [])];
    if (files.length === 0 || reading) return;
    reading = true;
    say(`Reading ${files.length === 1 ? 'one file' : `${files.length.toLocaleString('en')} files`}.`);
    try {
      say(await use(files, say));
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
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
    else void take(event.dataTransfer?.files);
  });

  /** @param {(FileSystemEntry | null)[]} entries */
  async function takeFolders(entries) {
    say('Looking through the folder.');
    try {
      const { filesIn } = await import('./dropped-folder.js');
      await take(await filesIn(entries.filter(entry => entry !== null)));
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }
  return take;
}
