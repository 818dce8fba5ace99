// What a network in training answers when the page asks it.

import { softmax } from '../../model/activations.js';
import { turned } from '../../model/training.js';
import { classify, draw } from './generative.js';

/** @typedef {import('../../model/protocol.js').Predictions} Predictions */
/** @typedef {import('./held.js').Held} Held */

/**
 * The network's answer to images, one after the other.
 * @param {Held} held
 * @param {Float64Array} pixels 784 numbers from 0 to 1 for each
 * @returns {Float64Array} ten for each: probabilities when categorical, plain outputs when gaussian, where a free x_0
 * settles when generative
 */
export function answer({ network, settings, taken, trainer }, pixels) {
  if (turned(settings.rule)) return classify(network, pixels, settings, taken, trainer);
  const outputs = network.predict(pixels);
  if (settings.likelihood === 'categorical') {
    for (let at = 0; at < outputs.length; at += 10) outputs.set(softmax(outputs.subarray(at, at + 10)), at);
  }
  return outputs;
}

/** The pictures that a generative network makes of the ten labels, [10][784]. @param {Held} held */
export function pictures({ network, settings }) {
  if (!turned(settings.rule))
    throw new Error('Only a generative network can be asked for pictures: this one runs from picture to label.');
  return draw(network);
}

/**
 * Test digits and what the network takes them for.
 * @param {Held} held
 * @param {number} start
 * @param {number} wanted fewer are given at the end of the test digits
 * @returns {Predictions}
 */
export function answersToDigits(held, start, wanted) {
  const { test } = held.digits;
  const first = Math.min(start, test.length - 1);
  const count = Math.min(wanted, test.length - first);
  const images = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    images.set(test.image(first + i), i * 784);
    labels[i] = test.label(first + i);
  }
  return { start: first, count, images, labels, outputs: answer(held, test.inputs(first, count)) };
}
