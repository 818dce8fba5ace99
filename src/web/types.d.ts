/** Nonlinearity of a hidden function. */
export type Activation = "identity" | "tanh" | "relu" | "sigmoid";
/** gaussian: ½‖y − m‖²; categorical: −log softmax(m)[y]. */
export type Likelihood = "gaussian" | "categorical";
/** Number type in which a network computes. */
export type Dtype = "f32" | "f64";
/** Backpropagation, variational PC, fixed-prediction PC, zero-divergence inference learning. */
export type Rule = "bp" | "vpc" | "fpa" | "zil";

/** What a network is made from. */
export interface NetworkOptions {
  /** Units of x_0 … x_L: 2 to 65 whole numbers from 1 to 4096. */
  sizes: ArrayLike<number>;
  /** One for all hidden functions, or one each (L − 1). Default "tanh". */
  activation?: Activation | Activation[];
  /** Default "categorical". */
  likelihood?: Likelihood;
  /** Default "f32". */
  dtype?: Dtype;
  /** Whole number from 0 to 2^53 − 1. Default 0. */
  seed?: number;
}

/** A rule and its settings. */
export interface RuleOptions {
  rule: Rule;
  /** γ, above 0. Default 1 for fpa and zil, 0.1 for vpc; bp has no use for it. */
  stepSize?: number;
  /** P_1 … P_L, each a number above 0 or one per unit (the last: a number when categorical); vpc only. Default all 1. */
  precisions?: (number | number[])[];
  /** k of the infinite-variance limit: P_L / k, parameter gradients × k; vpc only. Default 1. */
  outputVariance?: number;
  /** What fpa keeps in floating point: x (the paper's form) or e. Default "value". */
  stores?: "value" | "error";
}

/** How to train. */
export interface TrainerOptions extends RuleOptions {
  /** T, inference steps a minibatch for vpc and fpa, 0 to 100,000; bp and zil run their schedule. Default L − 1. */
  steps?: number;
  /** learningRate above 0; momentum (or adam's β₁) from 0 to below 1, default 0.9. Default momentum with rate 0.01. */
  optimizer?: { kind: "sgd" | "momentum" | "adam"; learningRate: number; momentum?: number };
  /** Samples a minibatch, 1 to 65,536; no more than the data have are used. Default 64. */
  batchSize?: number;
  /** Seed of the order of the samples. Default 0. */
  seed?: number;
}

/** What has been computed; lists have L entries, one a function. */
export interface Counters {
  /** Evaluations of f_l. */
  forward: number[];
  /** Products with f_l's transposed Jacobian, towards x_l. */
  vjp: number[];
  /** Parameter gradients of f_l. */
  parameterVjp: number[];
  /** Products whose incoming error was exactly zero, … */
  idle: number;
  /** … nonzero for the first time, … */
  front: number;
  /** … changed since the last product, … */
  refine: number;
  /** … or bitwise unchanged. */
  redundant: number;
  /** Multiply-adds of all the above. */
  multiplyAdds: number;
  /** Multiply-adds on the longest chain when each step's layers run in parallel. */
  criticalPath: number;
  /** Values sent between neighbouring nodes (one per node and direction). */
  messages: number;
}

/** How well a network does on some data. */
export interface Evaluation {
  /** Mean loss a sample. */
  loss: number;
  /** Share of samples whose largest output is their label, 0 to 1. */
  accuracy: number;
}

/** Where a LocalNode stands in its chain and what it owns. */
export interface LocalNodeOptions {
  /** Units of x_0 … x_L. */
  sizes: ArrayLike<number>;
  /** l, from 1 to L. */
  index: number;
  /** Samples in the minibatch. */
  batch: number;
  /** Weights of f_(l−1), [sizes[l]][sizes[l−1]]. */
  weights: Float64Array;
  /** Bias of f_(l−1). */
  bias: Float64Array;
  /** Nonlinearity of f_(l−1); "identity" for the last. */
  activation: Activation;
  likelihood: Likelihood;
  dtype: Dtype;
  /** x_L, [batch][sizes[L]]; the last node's. */
  target?: Float64Array;
}
