// What the page and its engine workers say to each other: types and constants, no behaviour.
// A request carries an `id` and is answered by one reply with the same `id`; an event carries none.

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./scheme.js').SchemeId} SchemeId */

/** The four rules, in the order every list of rules uses.
 * @type {readonly ['bp', 'vpc', 'fpa', 'zil']} */
export const RULES = ['bp', 'vpc', 'fpa', 'zil'];

/** Their names on screen.
 * @type {Readonly<Record<RuleId, string>>} */
export const RULE_NAMES = { bp: 'Backpropagation', vpc: 'VPC', fpa: 'FPA-PC', zil: 'Z-IL' };

/** @typedef {'bp' | 'vpc' | 'fpa' | 'zil'} RuleId */

/**
 * What a rule computed so far (see the API's `Counters`).
 * @typedef {{
 *   forward: number[], vjp: number[], parameterVjp: number[],
 *   idle: number, front: number, refine: number, redundant: number,
 *   multiplyAdds: number, criticalPath: number, messages: number,
 * }} Counters
 */

/**
 * What is plotted over t. `distance` [T+1]; `cosine` [(T+1)][L+1], per function, then of all parameters together;
 * `freeEnergy` [T+1], or empty where there is none.
 * @typedef {{distance: Float64Array, cosine: Float64Array, freeEnergy: Float64Array}} Curves
 */

/**
 * One scheme followed through one digit for t = 0 … T. L is the chain length, hidden layers + 1.
 * @typedef {object} RuleTrace
 * @property {SchemeId} scheme
 * @property {number[]} sizes units of x_0 … x_L
 * @property {boolean} descends whether its steps go down its free energy, so that with a γ small enough F never rises
 * @property {boolean} refused whether the module would not run it; `sentence` says why, and there are no numbers
 * @property {number} doneAt t at which the schedule ended (bp and Z-IL), else -1; the last state stands from then on
 * @property {number} divergedAt first t at which a number stopped being finite, else -1; the arrays hold NaN from
 * there. 0 when refused
 * @property {string} sentence empty, or one sentence about the divergence or the refusal
 * @property {Float64Array[]} weights of f_0 … f_(L−1), [out][in], as they are at the start; rows that go the same way
 * share them
 * @property {Float64Array[]} feedback what carries errors back in their place, likewise; empty while that is the exact
 * transpose
 * @property {Float64Array} input x_0 at the start
 * @property {Float64Array} errors [(T+1)][units of nodes 1 … L, one node after the other]
 * @property {Float64Array} values x_ℓ (or h_ℓ) after each step, laid out as `errors`
 * @property {Float64Array} predictions m_ℓ, likewise
 * @property {Float64Array} goal [units], the errors backpropagation ends with, from where the scheme started
 * @property {Curves | null} closed what FPA-PC's closed form says of it; null for schemes that it is not about
 * @property {Curves | null} pinned against the gradient of the row that is pinned, at the same t; null while that is
 * backpropagation
 * @property {Float64Array} norms [(T+1)][L+1], ‖e_ℓ‖; entry 0 is 0
 * @property {Float64Array} cosine [(T+1)][L+1], per function 0 … L-1, then of all parameters together; NaN where
 * undefined
 * @property {Float64Array} distance [T+1], ‖e − e_BP‖ / ‖e_BP‖ over all nodes, e as the gradients use it
 * @property {Float64Array} freeEnergy [T+1]
 * @property {Float64Array} target [L+1], ‖e_ℓ‖ of backpropagation once it has ended, from where the scheme started;
 * entry 0 is 0
 * @property {Float64Array} angles [(T+1)][L+1], degrees between e_ℓ and backpropagation's; empty while feedback is the
 * exact transpose
 * @property {Float64Array} residual [T+1], how far the update is from an implicit SGD step; empty where nobody asks
 * @property {Int32Array} firstNonzero [L+1], the t at which e_ℓ was first nonzero; -1 if never
 * @property {Int32Array} learnedAt [L], the t at which f_ℓ learned; -1 if not, or if it would learn whenever inference
 * stops
 * @property {boolean[]} held L+1, whether node ℓ keeps its value
 * @property {Float64Array} first [(T+1)][sizes[0]], x_0 while it is free; empty while it is held
 * @property {Float64Array} last [(T+1)][sizes[L]], x_L while it is free; empty while it is held
 * @property {Counters[]} counters one for each t
 */

/**
 * The chosen schemes on one digit from the same weights.
 * @typedef {object} Trace
 * @property {Settings} settings from which it was computed
 * @property {number[]} sizes units of x_0 … x_L, of every scheme but generative
 * @property {number} depth L
 * @property {number} T
 * @property {Uint8Array} image 784 pixels
 * @property {number} label
 * @property {number} index of the digit among the test digits; -1 when it was drawn by the reader
 * @property {number} count test digits there are
 * @property {RuleTrace[]} rules one a scheme, in the order of the settings
 */

/**
 * Consecutive test digits. `sentence` says in one sentence which digits these are.
 * @typedef {{images: Uint8Array, labels: Uint8Array, count: number, source: Source, sentence: string}} Digits
 */

/** @typedef {'mnist' | 'synthetic'} Source */

/** One pair of IDX files, raw or gzipped, and their names for messages.
 * @typedef {{images: Uint8Array, labels: Uint8Array, name: string}} IdxPair */

/**
 * The digits to use for source "mnist", as files. A part that is not given is made: validation is a seeded sixth held
 * out of `train`; with `all` alone, 80 / 10 / 10 per cent of it are train / validation / test. `turned`: rows and
 * columns of every picture are to be exchanged. `note`: one more sentence about them.
 * @typedef {{train?: IdxPair, validation?: IdxPair, test?: IdxPair, all?: IdxPair, name: string, turned?: boolean, note?: string}}
 * DataFiles
 */

/** What to do when "mnist" is asked for: use these files, or say why there are none.
 * @typedef {{files: DataFiles} | {missing: string}} DataPlan */

/** @typedef {'idle' | 'running' | 'paused' | 'diverged'} RunState */
/** @typedef {import('./training.js').Taken} Taken */

/** Mean training loss of the minibatches since the point before.
 * @typedef {{iteration: number, epoch: number, loss: number}} LossPoint */

/** `multiplyAdds`: what training has computed until then.
 * @typedef {{iteration: number, epoch: number, loss: number, accuracy: number, multiplyAdds: number}} ScorePoint */

/**
 * Degrees on the last minibatch: `errors` [L+1] between e_l and backpropagation's, `feedback` [L] between the feedback
 * weights of
 * f_l and its weights; NaN where not defined.
 * @typedef {{iteration: number, epoch: number, errors: Float64Array, feedback: Float64Array}} AnglePoint */

/**
 * How training stands. `losses`, `scores` and `angles` are the points recorded since the last report of the same run.
 * @typedef {object} Progress
 * @property {RunState} state
 * @property {number} run the page's number for the run, so that a late report of an old run is recognised
 * @property {number} iteration minibatches so far
 * @property {number} epoch passes through the training digits so far, a fraction
 * @property {number} samplesPerSecond over about the last two seconds of training; 0 when not known
 * @property {number} seconds spent training, pauses left out
 * @property {LossPoint[]} losses
 * @property {ScorePoint[]} scores on the validation digits
 * @property {AnglePoint[]} angles
 * @property {{train: number, validation: number, test: number}} counts digits in each part; of validation those that a
 * score is from
 * @property {string} data which digits these are, one sentence
 * @property {string} sentence what happened: '' or one sentence
 * @property {import('./course.js').TrainingCourse} course what the run is doing
 * @property {Taken} taken what it trains with
 */

/**
 * A run in training at a moment, to go on from elsewhere: the engine's own checkpoint, and what was being recorded.
 * @typedef {object} Checkpoint
 * @property {Uint8Array} bytes a safetensors file: parameters, the optimizer's averages, learned feedback weights,
 * minibatches so far
 * @property {number} iteration
 * @property {number} epoch
 * @property {number} seconds spent training
 * @property {number} lossSum of the minibatches since the last loss point
 * @property {number} lossCount how many these are
 * @property {number} firstLoss on the validation digits, before training
 * @property {number} scoredAt iteration of the last score; -1 before the first
 * @property {number} measuredAt iteration of the last angles; -1 before the first
 * @property {number} multiplyAdds of training so far
 * @property {Taken} [taken] what it trains with; not there in runs that were kept before it was recorded
 * @property {string} digits what tells the digits that it learns from and is scored on from others
 * @property {string} data which digits these are, one sentence
 */

/** What a network's file tells. @typedef {import('../../pkg/pc_playground.js').NetworkFile} NetworkFile */
/** And what it may not. @typedef {import('../../pkg/pc_playground.js').UntoldOptions} Told */

/** What a network is. `activations`: one for each hidden layer.
 * @typedef {{sizes: number[], activations: Settings['activation'][], likelihood: Settings['likelihood'], dtype: Settings['dtype']}}
 * NetworkShape
 */

/**
 * Test digits and what the network being trained answers to them.
 * @typedef {{start: number, count: number, images: Uint8Array, labels: Uint8Array, outputs: Float64Array}} Predictions
 * `outputs`: [count][10], probabilities when categorical, plain outputs when gaussian; `count`: digits given.
 */

/**
 * One operation of one node: f_(node−1) evaluated, its product towards the parent, or its parameters' gradient.
 * @typedef {object} Operation
 * @property {number} node 1 … L
 * @property {'forward' | 'vjp' | 'gradient'} kind
 * @property {number} t the step to which it belongs
 * @property {number} stage of the step's rounds of messages: 0, under Heun also 1
 * @property {number} multiplyAdds as the node counts them
 * @property {'front' | 'refine' | 'redundant' | 'idle' | ''} use what a product was worth; '' when it is not one
 */

/** Many of them, as the module has them. @typedef {import('../../pkg/pc_playground.js').OperationList} OperationList */
/** When they run on an ideal machine. @typedef {import('../../pkg/pc_playground.js').Schedule} Schedule */
/** Such a machine. @typedef {import('../../pkg/pc_playground.js').Machine} Machine */

/**
 * Everything one scheme computes on one minibatch, in the order of the loop.
 * @typedef {object} Operations
 * @property {SchemeId} scheme
 * @property {number[]} sizes units of x_0 … x_L
 * @property {number} T steps made
 * @property {OperationList} list
 * @property {number} digits that were run to find what products are worth; fewer than the minibatch when that would
 * take long
 * @property {boolean} finite whether every error stayed a finite number
 */

/** When a scheme's operations run on an ideal machine. `sweep`: what backpropagation does on the same chain; null where it
 * is shown on that chain itself.
 * @typedef {{own: Schedule, sweep: {list: OperationList, schedule: Schedule} | null}} Scheduled */

/**
 * What theory says a scheme costs on the chain of the settings, in multiply-adds; TIME leaves gradients out, and every
 * step waits for the slowest.
 * @typedef {object} SchemeCosts
 * @property {number[]} costs C_0 … C_(L−1) of one evaluation of each function, for the whole minibatch
 * @property {number} slowest C_slow: the dearest product that any rule computes
 * @property {number} work WORK of sweep, T steps and gradients
 * @property {number} time TIME
 * @property {number} bpTime backpropagation's on the same chain
 * @property {number} cheapGradient backpropagation's WORK over that of its forward sweep
 * @property {import('../../pkg/pc_playground.js').Bound} bound the paper's, with these numbers
 * @property {{share: number, needed: number | undefined}} arrived how much of its final error node 1 has in FPA-PC after T
 * steps, and the fewest after which it has all but a hundredth; undefined when it takes more than 10,000, or does not
 * converge
 * @property {{time: number[], work: number[], least: number[]}} lengths of chains of L functions, entry L: TIME; WORK
 * without gradients; and (3.29), the least time for an error to come to node 1 of the usual chain when every step waits
 * @property {{slowest: number, ratio: number}} longest C_slow of the longest usual chain, and TIME against
 * backpropagation's on the scheme's own
 */

/**
 * What the loop takes for the minibatch in one worker, set-up left out; each the median of batches of runs.
 * @typedef {object} LoopTimes
 * @property {number} forwardMs the forward sweep alone
 * @property {number} backwardMs backpropagation's products and gradients after it
 * @property {number} stepsMs the chosen rule's steps and gradients after it
 * @property {number} runs how many runs each time is from, at least
 */

/** @typedef {import('./experiment-types.js').ExperimentInfo} ExperimentInfo */
/** @typedef {import('./experiment-types.js').ResultsFile} ResultsFile */

/** An experiment's grid on the digits of a source.
 * @typedef {{source: Source, id: string, grid: import('./experiment-types.js').GridName}} GridAt */

/** What its results are of. `digits` says in one sentence which digits these are.
 * @typedef {{header: ResultsFile['header'], headerLine: string, digits: string}} GridHeader */

/**
 * @typedef {{
 *   operations: {args: {settings: Settings, scheme: SchemeId}, reply: Operations},
 *   schedule: {args: {settings: Settings, operations: Operations, machine: Machine}, reply: Scheduled},
 *   costs: {args: {settings: Settings, scheme: SchemeId}, reply: SchemeCosts},
 *   loop: {args: {settings: Settings}, reply: LoopTimes},
 *   data: {args: {plan: DataPlan}, reply: {sentence: string}},
 *   exhibit: {args: {name: string, params: any, settings: Settings, run: number}, reply: any},
 *   endExhibit: {args: {run: number}, reply: null},
 *   experiments: {args: {}, reply: ExperimentInfo[]},
 *   grid: {args: GridAt, reply: GridHeader},
 *   cell: {args: GridAt & {headerLine: string, cell: number}, reply: string},
 *   results: {args: {bytes: Uint8Array}, reply: ResultsFile},
 *   answer: {args: {text: string}, reply: string[]},
 *   trace: {args: {settings: Settings}, reply: Trace},
 *   digits: {args: {settings: Settings, start: number, count: number}, reply: Digits},
 *   start: {args: {settings: Settings, run: number, weights?: Uint8Array}, reply: null},
 *   usual: {args: {settings: Settings}, reply: Taken},
 *   pause: {args: {}, reply: null},
 *   resume: {args: {}, reply: null},
 *   reset: {args: {settings: Settings, run: number, weights?: Uint8Array}, reply: null},
 *   keep: {args: {}, reply: Checkpoint | null},
 *   restore: {args: {settings: Settings, run: number, checkpoint: Checkpoint}, reply: Progress},
 *   save: {args: {}, reply: Uint8Array},
 *   inspect: {args: {bytes: Uint8Array}, reply: NetworkFile},
 *   adopt: {args: {bytes: Uint8Array, told: Told}, reply: {shape: NetworkShape, bytes: Uint8Array}},
 *   predict: {args: {pixels: Float64Array}, reply: Float64Array},
 *   predictions: {args: {start: number, count: number}, reply: Predictions},
 *   generate: {args: {}, reply: Float64Array},
 *   test: {args: {}, reply: {loss: number, accuracy: number, count: number, iteration: number}},
 * }} Requests
 */

/** @typedef {keyof Requests} RequestType */

/** How far an exhibit's run is, 0 to 1, with what it knows so far. `run` is the page's number for it.
 * @typedef {{run: number, share: number, partial: any}} ExhibitNews */

/** What a worker is for. @typedef {'trace' | 'train' | 'exhibit' | 'cells'} Role */

/** First message to a worker. @typedef {{type: 'init', module: WebAssembly.Module, role: Role}} InitMessage */

/** @typedef {{type: RequestType, id: number, args: any}} RequestMessage */

/**
 * What a worker sends. `fatal` means that its WebAssembly instance can no longer be trusted and the worker must be
 * replaced.
 * @typedef {{type: 'ready'}
 *   | {type: 'reply', id: number, value: any}
 *   | {type: 'failed', id: number, message: string}
 *   | {type: 'fatal', message: string}
 *   | {type: 'progress', progress: Progress}
 *   | {type: 'news', news: ExhibitNews}} WorkerMessage
 */
