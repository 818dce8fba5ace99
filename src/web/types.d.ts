/** Nonlinearity of a hidden function. */
export type Activation = "identity" | "tanh" | "relu" | "sigmoid";
/** gaussian: ½‖y − m‖²; categorical: −log softmax(m)[y]. */
export type Likelihood = "gaussian" | "categorical";
/** Number type in which a network computes. */
export type Dtype = "f32" | "f64";
/**
 * Backpropagation; variational PC; fixed-prediction PC; zero-divergence inference learning, and its fully
 * autonomous form; backpropagation as the steady state of an ODE; activation relaxation; generalised
 * inference learning; IL-prox; implicit SGD; generative (non-inverted) PC; PC with Langevin noise.
 */
export type Rule =
  | "bp" | "vpc" | "fpa" | "zil" | "fa-zil" | "ode-bp" | "ar" | "g-il" | "il-prox" | "implicit-sgd" | "generative" | "langevin";

/** What carries errors back through f_l: its weights; fixed random ones; ones that get every change of the weights and decay with them; ones that get every change; fixed magnitudes with the weights' signs. */
export type FeedbackKind = "transpose" | "random" | "kolen-pollack" | "learned" | "sign-symmetric";

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

/** What `Network.load` takes for what a file does not tell: one that another program than this wrote. What a file tells counts, whatever stands here. */
export interface UntoldOptions {
  /** One for all hidden functions, or one each (L − 1). Default "tanh". */
  activation?: Activation | Activation[];
  /** Default "categorical". */
  likelihood?: Likelihood;
}

/** What the file of a network says. */
export interface NetworkFile {
  /** Units of x_0 … x_L. */
  sizes: number[];
  /** Number type of the network that `load` makes: "f64" when a tensor of the file is; half precision becomes "f32", which holds it exactly. */
  dtype: Dtype;
  /** One for each hidden function (L − 1); missing where the file does not tell. */
  activation?: Activation[];
  /** Missing where the file does not tell. */
  likelihood?: Likelihood;
}

/** What `Trainer.restore` takes besides. */
export interface RestoreOptions {
  /**
   * true: takes a checkpoint of an earlier version too, which does not name the trainer that it is of: the caller knows that it is of
   * one with the same options. Default false.
   */
  unnamed?: boolean;
}

/** How to train. What is left open is what suits the rule: `Trainer.usual` says it for a network. */
export interface TrainerOptions extends RuleOptions {
  /** γ as for inference, but of generative 1 / (1 + (√n + √m)² / 3n) where that is less, for n units that explain m. */
  stepSize?: number;
  /**
   * T, inference steps a minibatch, 0 to 100,000; bp and zil run their schedule. Default L − 1 for fpa, fa-zil, ode-bp and ar, twice that with
   * heun; where values have to settle (vpc, g-il, practical il-prox, generative, langevin) 10 (L − 1) and at least 20, twice that with an
   * outputVariance above 1; 80 (L − 1) and at least 200 for exact il-prox; 20 L for implicit-sgd.
   */
  steps?: number;
  /** Inference steps with which generative classifies a picture, 0 to 100,000. Default 25, 2 L if that is more. */
  evaluationSteps?: number;
  /**
   * learningRate above 0; momentum (or adam's β₁) from 0 to below 1, default 0.9. Default momentum with rate 0.01;
   * sgd for il-prox (rate 0.01, practical 0.3) and implicit-sgd (0.1): their gradient is (θ − θ′)/α, where θ′ is the end of their implicit step. sgd goes there;
   * momentum and adam take it for the gradient, and do not.
   */
  optimizer?: { kind: "sgd" | "momentum" | "adam"; learningRate: number; momentum?: number };
  /** Samples a minibatch, 1 to 65,536; no more than the data have are used. Default 64; 1 for exact il-prox, which takes no other. */
  batchSize?: number;
  /** Seed of the order of the samples. Default 0. */
  seed?: number;
}

/** What suits a rule in training: what its trainer takes where options leave it open. */
export interface Usual {
  /** T; of bp and zil the length of their schedule. */
  steps: number;
  /** γ; 1 for bp, which has no use for it. */
  stepSize: number;
  optimizer: "sgd" | "momentum" | "adam";
  /** What suits the rule under this optimizer. */
  learningRate: number;
  batchSize: number;
  evaluationSteps: number;
}

/** What an inference's counters count, in milliseconds by the clock of the page, the worker or Node; lists have L entries, one a function. */
export interface Timings {
  /** Evaluations of f_l. */
  forward: number[];
  /** Products with f_l's transposed Jacobian, towards x_l. */
  vjp: number[];
  /** Parameter gradients of f_l. */
  parameterVjp: number[];
  /**
   * The step by which the clock advances, ms; Infinity for one that stands still, whose times are 0. A single operation may be shorter: sums are
   * taken over whole runs, in which a reading's lateness cancels.
   */
  resolution: number;
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

/** Operations of a chain's nodes in the order of the loop; each list has one entry an operation. */
export interface OperationList {
  /** What a node does with f_(node−1): 0 evaluates it, 1 computes the product with its transposed Jacobian, 2 the gradient of its parameters. */
  kinds: Uint32Array;
  /** 1 to L. */
  nodes: Uint32Array;
  /** t: that of the error of a product or a gradient, that of the value that is predicted. */
  times: Uint32Array;
  /** Of the step's rounds of messages: 0, under heun also 1. */
  stages: Uint32Array;
  /** What a product was worth, as `Counters` has it: 0 idle, 1 front, 2 refine, 3 redundant; −1 of what is no product. */
  uses: Int32Array;
  /** Of the whole minibatch. */
  multiplyAdds: Float64Array;
}

/** What a rule has computed, from the forward sweep to the gradients. */
export interface Recorded extends OperationList {
  /** T, inference steps made. */
  steps: number;
  /** Whether every error stayed a finite number. */
  finite: boolean;
}

/** An ideal machine. */
export interface Machine {
  /** How many operations run at once, 1 to 1,000,000. */
  processors: number;
  /** Whether each phase, what lies between two exchanges of messages, waits for the slowest of the one before. Default false. */
  lockstep?: boolean;
}

/** When operations run, in multiply-adds from the start. */
export interface Schedule {
  /** One an operation, in the order of its list. */
  starts: Float64Array;
  /** Likewise. */
  ends: Float64Array;
  /** What nodes send each other; each list has one entry a message. */
  messages: {
    /** 0 a value to the child, 1 feedback to the parent. */
    kinds: Uint32Array;
    /** t: that of the operation that sends feedback, or hears a value. */
    times: Uint32Array;
    /** Of the step's rounds of messages. */
    stages: Uint32Array;
    /** The node that sends it. */
    from: Uint32Array;
    /** The node that hears it. */
    to: Uint32Array;
    /** When it is sent, and there. */
    sent: Float64Array;
  };
}

/** One line of a chain of inequalities: its number in the paper, and its value in multiply-adds. */
export interface BoundLine {
  equation: string;
  value: number;
}

/** The paper's bound on the TIME of a rule. */
export interface Bound {
  /** Of each line to the next. */
  relation: "at most" | "at least";
  /** As counted here; the first is the rule's own TIME, the last what it is bounded by. */
  lines: BoundLine[];
  /** The lines as the paper prints them, with its 2 C_i and its sums from 0 to L. */
  literal: BoundLine[];
  /** First against last. */
  holds: boolean;
  /** First over last. */
  ratio: number;
  /** The rule's rounds of messages a step, in each of which an error goes a node further. */
  stages: number;
}

/** How well a network does on some data. */
export interface Evaluation {
  /** Mean loss a sample. */
  loss: number;
  /** Share of samples whose largest output is their label, 0 to 1. */
  accuracy: number;
}

/** FPA-PC over time, as `Theory.closedForm` knows it. */
export interface ClosedForm {
  /** T + 1 entries: `‖e − e_BP‖ / ‖e_BP‖` over all nodes. */
  distance: Float64Array;
  /** `[T + 1][L + 1]`: the cosine of each function's gradient to backpropagation's, then of all parameters together; NaN where a gradient is zero. */
  cosine: Float64Array;
  /** T + 1 entries: the mean free energy over the batch. */
  freeEnergy: Float64Array;
}

/** The latents of a linear network, one entry each, `x_1` first, as `Theory.posterior` solves them: where vpc settles and what langevin samples. */
export interface LinearPosterior {
  mean: Float64Array;
  /** Standard deviations. */
  deviation: Float64Array;
  /** Standard deviations that langevin settles at with each of the step sizes asked about; null where it settles nowhere. */
  settled: (Float64Array | null)[];
  /** The step size from which on langevin and vpc settle nowhere. */
  largestStep: number;
  /** Condition number of the free energy: its largest curvature over its smallest. */
  condition: number;
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
