// What a reader finds who calculates with numbers as the page writes them (www/js/model/numbers.js).

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** "−1.5·10⁻⁷ × 2" is −3e-7. @param {string} text @returns {number} */
export const calculated = text =>
  Function(
    `return ${text
      .replace(
        /(?:([\d.]+)·)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g,
        (_, digits, power) =>
          `${digits ?? 1}e${[...power].map(sign => (sign === '⁻' ? '-' : RAISED.indexOf(sign))).join('')}`,
      )
      .replaceAll('−', '-')
      .replaceAll('×', '*')}`,
  )();
