// A results file that was given.

/** Results of a full grid are some megabytes. */
const LARGEST = 200 * 2 ** 20;

/**
 * The one file of results that is expected.
 * @param {File[]} files
 * @returns {File}
 * @throws {Error} one sentence when it is not one file, or too large
 */
export function onlyOne(files) {
  if (files.length !== 1)
    throw new Error(
      `One results file is expected at a time, got ${files.length}; shards of one run are joined by the native runner first.`,
    );
  const [file] = files;
  if (file.size > LARGEST)
    throw new Error(`${file.name} must be at most 200 MiB, got ${Math.round(file.size / 2 ** 20)} MiB.`);
  return file;
}
