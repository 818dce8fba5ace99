// Mean, spread and histogram of samples. Pure.

/**
 * Mean and standard deviation of many numbers at once, one sample at a time (Welford's way: nothing large is ever
 * subtracted).
 */
export class Spread {
  /** @param {number} size numbers in one sample */
  constructor(size) {
    this.count = 0;
    this.mean = new Float64Array(size);
    this.squares = new Float64Array(size);
  }

  /** @param {ArrayLike<number>} sample @param {number} [from] where it starts */
  add(sample, from = 0) {
    this.count += 1;
    for (let i = 0; i < this.mean.length; i++) {
      const away = sample[from + i] - this.mean[i];
      this.mean[i] += away / this.count;
      this.squares[i] += away * (sample[from + i] - this.mean[i]);
    }
  }

  /** The standard deviations; NaN before the second sample. @returns {Float64Array} */
  deviation() {
    return this.squares.map(sum => Math.sqrt(sum / (this.count - 1)));
  }
}

/**
 * How many samples fall into each of `bins` equal parts of low … high; what falls outside counts in the outermost.
 * @param {ArrayLike<number>} samples @param {number} low @param {number} high @param {number} bins
 * @returns {Uint32Array}
 */
export function histogram(samples, low, high, bins) {
  const counts = new Uint32Array(bins);
  for (let i = 0; i < samples.length; i++) {
    const bin = Math.floor(((samples[i] - low) / (high - low)) * bins);
    counts[Math.min(bins - 1, Math.max(0, bin))] += 1;
  }
  return counts;
}

/** The gaussian density. @param {number} x @param {number} mean @param {number} deviation */
export const density = (x, mean, deviation) =>
  Math.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));
