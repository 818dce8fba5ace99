// Numbers as tensors that are made once a backend, and not in every step.

import * as tf from '@tensorflow/tfjs-core';

/** @type {Map<string, import('@tensorflow/tfjs-core').Scalar>} */
const made = new Map();

/** The tensor of a number on the backend in use. @param {number} value */
export function constant(value) {
  const key = `${tf.getBackend()} ${value}`;
  let tensor = made.get(key);
  if (!tensor) {
    tensor = tf.keep(tf.scalar(value, 'float32'));
    made.set(key, tensor);
  }
  return tensor;
}
