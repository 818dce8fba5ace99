// What the exhibit of generative is asked and answers: types alone.

/**
 * @typedef {object} GenerativeOptions
 * @property {number} hidden hidden layers
 * @property {number} width units of each
 * @property {'identity' | 'tanh' | 'relu' | 'sigmoid'} activation
 * @property {number} gamma step size of inference
 * @property {number} steps T, inference steps a minibatch
 * @property {number} rate learning rate (SGD)
 * @property {number} batch digits a minibatch
 * @property {number} seed
 */

/**
 * One look at the network: the mean loss a picture of the minibatches since the look before, and accuracy on validation
 * digits.
 * @typedef {{ iteration: number, epoch: number, loss: number, accuracy: number }} Look */

/**
 * `fresh`: a new network with these options; otherwise the one there is learns on. `epochs`: passes in all; `free`:
 * steps until a label is read.
 * @typedef {{ options: GenerativeOptions, fresh: boolean, epochs: number, free: number }} TrainParams */

/**
 * How training stands.
 * @typedef {object} Learned
 * @property {number} iteration minibatches so far
 * @property {number} epoch passes through the training digits so far
 * @property {boolean} diverged
 * @property {Look[]} looks
 * @property {number} checked validation digits that accuracy is on
 * @property {number} trainCount training digits
 * @property {Float64Array} pictures [10][784], what each label generates
 * @property {string} data which digits these are
 * @property {boolean} mnist whether they are MNIST's, or a visitor's files, and not drawn
 */

/**
 * @typedef {object} TestResult
 * @property {number} count test digits
 * @property {number} iteration minibatches the network has learned from
 * @property {Float64Array} accuracy [steps+1], after t = 0, 1, … steps
 * @property {number} nearest accuracy without any inference: the label whose generated picture is nearest
 * @property {number[][]} taken [10][10], how often a digit of the row was taken for that of the column at the end
 */

/**
 * @typedef {object} Answer
 * @property {number} index of the digit among the test digits
 * @property {number} count of those
 * @property {number} label
 * @property {Uint8Array} image
 * @property {number} steps
 * @property {number} iteration minibatches the network has learned from
 * @property {Float64Array} causes [steps+1][10], x_0
 * @property {Float32Array} pictures [steps+1][784], what the last function predicts of the picture
 * @property {Float64Array} freeEnergy [steps+1]
 */

export {};
