// The file of results: JSON Lines, the header first and then the cells in their order, as the engine writes and reads
// it.

/**
 * @param {string} headerLine
 * @param {Map<number, string>} lines cell to line, in any order
 * @returns {string} the same text whenever the same cells are finished
 */
export function resultsText(headerLine, lines) {
  const cells = [...lines.keys()].sort((a, b) => a - b);
  return `${[headerLine, ...cells.map(cell => lines.get(cell))].join('\n')}\n`;
}
