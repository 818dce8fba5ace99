// Takes MNIST files of the visitor's own: dropped anywhere on the page, or chosen with a file button.

/** @typedef {(list: FileList | null | undefined) => Promise<void>} TakeFiles */

/**
 * @param {object} page
 * @param {(files: File[]) => Promise<string>} page.use takes the files; answers or throws one sentence
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
    say(`Reading ${files.length === 1 ? 'one file' : `${files.length} files`}.`);
    try {
      say(await use(files));
    } catch (error) {
      say(`${error instanceof Error ? error.message : error} The digits used so far stay.`);
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
    void take(event.dataTransfer?.files);
  });
  return take;
}
