// Takes MNIST files of the visitor's own: dropped anywhere on the page, or chosen with the file button.

/**
 * @param {object} page
 * @param {HTMLInputElement} page.input the file button
 * @param {(files: File[]) => Promise<string>} page.use takes the files; answers or throws one sentence
 * @param {(sentence: string) => void} page.say
 */
export function acceptFiles({ input, use, say }) {
  let reading = false;
  /** @param {FileList | null | undefined} list */
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
  input.addEventListener('change', async () => {
    await take(input.files);
    input.value = '';
  });
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
}
