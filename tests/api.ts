// The typings as users see them: every member of the contract with its exact type, and what must
// not compile. Never run, only type-checked (`tsc -p tests`).
import init, { Dataset, Inference, initSync, LocalNode, Network, Theory, Trainer } from '../www/pkg/pc_playground.js';
import type {
  Activation,
  Bound,
  BoundLine,
  ClosedForm,
  Counters,
  Dtype,
  Evaluation,
  FeedbackKind,
  InitOutput,
  Likelihood,
  LinearPosterior,
  LocalNodeOptions,
  Machine,
  NetworkFile,
  NetworkOptions,
  OperationList,
  Recorded,
  RestoreOptions,
  Rule,
  RuleOptions,
  Timings,
  Schedule,
  TrainerOptions,
  UntoldOptions,
  Usual,
} from '../www/pkg/pc_playground.js';

/** Compiles only when the two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._proof: Same<A, B> extends true ? [] : ['the types differ']): void {}

same<Activation, 'identity' | 'tanh' | 'relu' | 'sigmoid'>();
same<Likelihood, 'gaussian' | 'categorical'>();
same<Dtype, 'f32' | 'f64'>();
type Local = 'bp' | 'vpc' | 'fpa' | 'zil' | 'fa-zil' | 'ode-bp' | 'ar' | 'g-il' | 'il-prox' | 'generative' | 'langevin';
same<Rule, Local | 'implicit-sgd'>();
same<FeedbackKind, 'transpose' | 'random' | 'kolen-pollack' | 'learned' | 'sign-symmetric'>();

same<NetworkOptions['activation'], Activation | Activation[] | undefined>();
same<NetworkOptions['likelihood'], Likelihood | undefined>();
same<NetworkOptions['dtype'], Dtype | undefined>();
same<NetworkOptions['seed'], number | undefined>();
same<RuleOptions['rule'], Rule>();
same<RuleOptions['stepSize'], number | undefined>();
same<RuleOptions['precisions'], (number | number[])[] | undefined>();
same<RuleOptions['outputVariance'], number | undefined>();
same<RuleOptions['stores'], 'value' | 'error' | undefined>();
same<RuleOptions['integrator'], 'euler' | 'heun' | undefined>();
same<RuleOptions['ablation'], 'latents' | 'together' | 'early' | undefined>();
same<RuleOptions['learningRate'], number | undefined>();
same<RuleOptions['bottomStepSize'], number | undefined>();
same<RuleOptions['decay'], number | undefined>();
same<RuleOptions['variant'], 'exact' | 'practical' | undefined>();
same<RuleOptions['feedback'], FeedbackKind | undefined>();
same<RuleOptions['feedbackSeed'], number | undefined>();
same<RuleOptions['feedbackDecay'], number | undefined>();
same<RuleOptions['noiseSeed'], number | undefined>();
// Nothing is forgotten here: these are all the options that there are.
type Known =
  | 'rule'
  | 'stepSize'
  | 'precisions'
  | 'outputVariance'
  | 'stores'
  | 'integrator'
  | 'ablation'
  | 'learningRate'
  | 'bottomStepSize'
  | 'decay'
  | 'variant'
  | 'feedback'
  | 'feedbackSeed'
  | 'feedbackDecay'
  | 'noiseSeed';
same<keyof RuleOptions, Known>();
same<keyof TrainerOptions, Known | 'steps' | 'evaluationSteps' | 'optimizer' | 'batchSize' | 'seed'>();
same<TrainerOptions['rule'], Rule>();
same<TrainerOptions['evaluationSteps'], number | undefined>();
same<TrainerOptions['steps'], number | undefined>();
same<TrainerOptions['batchSize'], number | undefined>();
same<TrainerOptions['seed'], number | undefined>();
type Optimizer = { kind: 'sgd' | 'momentum' | 'adam'; learningRate: number; momentum?: number };
same<TrainerOptions['optimizer'], Optimizer | undefined>();
same<Evaluation, { loss: number; accuracy: number }>();
type Lists = { forward: number[]; vjp: number[]; parameterVjp: number[] };
type Numbers = Record<'idle' | 'front' | 'refine' | 'redundant' | 'multiplyAdds' | 'criticalPath' | 'messages', number>;
same<
  { [K in keyof Timings]: Timings[K] },
  { [K in keyof (Lists & { resolution: number })]: (Lists & { resolution: number })[K] }
>();
same<{ [K in keyof Counters]: Counters[K] }, { [K in keyof (Lists & Numbers)]: (Lists & Numbers)[K] }>();

export async function start(bytes: Uint8Array<ArrayBuffer>, compiled: WebAssembly.Module): Promise<InitOutput> {
  initSync({ module: bytes });
  initSync({ module: compiled });
  await init({ module_or_path: compiled });
  return init();
}

export function network(): Network {
  new Network({ sizes: Uint32Array.of(4, 2) });
  const made = new Network({ sizes: [4, 3, 2], activation: ['relu'], likelihood: 'gaussian', dtype: 'f64', seed: 1 });
  same<ConstructorParameters<typeof Network>, [options: NetworkOptions]>();
  same<typeof made.sizes, Uint32Array>();
  same<typeof made.depth, number>();
  same<typeof made.weights, (l: number) => Float64Array>();
  same<typeof made.bias, (l: number) => Float64Array>();
  same<typeof made.activation, (l: number) => Activation>();
  same<typeof made.likelihood, Likelihood>();
  same<typeof made.dtype, Dtype>();
  same<typeof made.setWeights, (l: number, values: Float64Array) => void>();
  same<typeof made.setBias, (l: number, values: Float64Array) => void>();
  same<typeof made.predict, (inputs: Float64Array) => Float64Array>();
  same<typeof made.save, () => Uint8Array>();
  same<typeof Network.load, (bytes: Uint8Array, options?: UntoldOptions) => Network>();
  same<typeof Network.inspect, (bytes: Uint8Array) => NetworkFile>();
  const { sizes, dtype, activation, likelihood } = Network.inspect(made.save());
  same<typeof sizes, number[]>();
  same<typeof dtype, Dtype>();
  same<typeof activation, Activation[] | undefined>();
  same<typeof likelihood, Likelihood | undefined>();
  same<UntoldOptions['activation'], NetworkOptions['activation']>();
  same<keyof UntoldOptions, 'activation' | 'likelihood'>();
  Network.load(made.save(), { activation: ['relu'], likelihood: 'gaussian' });
  made.setWeights(0, made.weights(0));
  made.setBias(0, made.bias(0));
  const outputs: Float64Array = made.predict(new Float64Array(made.sizes[0] ?? 4));
  made.free();
  void outputs;
  // @ts-expect-error read-only
  made.depth = 3;
  // @ts-expect-error read-only
  made.sizes = Uint32Array.of(1, 2);
  // @ts-expect-error the sizes are required
  new Network({});
  // @ts-expect-error no options at all
  new Network();
  // @ts-expect-error an unknown activation
  new Network({ sizes: [4, 2], activation: 'gelu' });
  // @ts-expect-error an unknown number type
  new Network({ sizes: [4, 2], dtype: 'f16' });
  // @ts-expect-error a misspelt option
  new Network({ sizes: [4, 2], activations: 'tanh' });
  // @ts-expect-error a plain list
  made.predict([1, 2, 3, 4]);
  // @ts-expect-error f32 numbers
  made.setBias(0, new Float32Array(3));
  // @ts-expect-error which function?
  made.weights();
  return Network.load(made.save());
}

export function inference(net: Network, inputs: Float64Array, targets: Float64Array): void {
  const options: RuleOptions = {
    rule: 'vpc',
    stepSize: 0.1,
    precisions: [1, [1, 2]],
    outputVariance: 2,
    stores: 'value',
  };
  const made = new Inference(net, inputs, targets, options);
  same<
    ConstructorParameters<typeof Inference>,
    [network: Network, inputs: Float64Array, targets: Float64Array, options: RuleOptions]
  >();
  same<typeof made.time, number>();
  same<typeof made.done, boolean>();
  same<typeof made.step, (count?: number) => void>();
  same<typeof made.value, (node: number) => Float64Array>();
  same<typeof made.prediction, (node: number) => Float64Array>();
  same<typeof made.error, (node: number) => Float64Array>();
  same<typeof made.errorNorms, () => Float64Array>();
  same<typeof made.firstNonzero, () => Int32Array>();
  same<typeof made.freeEnergy, () => number>();
  same<typeof made.weightGradient, (l: number) => Float64Array>();
  same<typeof made.biasGradient, (l: number) => Float64Array>();
  same<typeof made.cosineToBackprop, () => Float64Array>();
  same<typeof made.learnedAt, () => Int32Array>();
  same<typeof made.backpropError, (node: number) => Float64Array>();
  same<typeof made.distanceToBackprop, () => number>();
  same<typeof made.errorAngles, () => Float64Array>();
  same<typeof made.feedbackAngles, () => Float64Array>();
  same<typeof made.feedbackWeights, (l: number) => Float64Array>();
  same<typeof made.setFeedbackWeights, (l: number, values: Float64Array) => void>();
  same<typeof made.implicitResidual, (learningRate: number) => number>();
  same<typeof made.clamp, (node: number, values?: Float64Array) => void>();
  same<typeof made.release, (node: number) => void>();
  same<typeof made.clamped, (node: number) => boolean>();
  same<typeof made.counters, () => Counters>();
  same<typeof made.timings, () => Timings>();
  made.step();
  made.step(3);
  made.clamp(1);
  made.clamp(0, made.value(0));
  made.release(0);
  same<
    typeof Inference.operations,
    (network: Network, inputs: Float64Array, targets: Float64Array, options: RuleOptions, steps: number) => Recorded
  >();
  const all: RuleOptions[] = [
    { rule: 'ode-bp', integrator: 'heun', feedback: 'random', feedbackSeed: 3 },
    { rule: 'zil', ablation: 'early', learningRate: 0.1, feedback: 'kolen-pollack', feedbackDecay: 0.01 },
    { rule: 'il-prox', variant: 'practical', learningRate: 0.1, bottomStepSize: 0.2, decay: 0.01 },
    { rule: 'langevin', noiseSeed: 4 },
  ];
  for (const one of all) new Inference(net, inputs, targets, one).free();
  made.free();
  // @ts-expect-error read-only
  made.time = 0;
  // @ts-expect-error read-only
  made.done = true;
  // @ts-expect-error a rule is required
  new Inference(net, inputs, targets, {});
  // @ts-expect-error an unknown rule
  new Inference(net, inputs, targets, { rule: 'il' });
  // @ts-expect-error a trainer's option
  new Inference(net, inputs, targets, { rule: 'fpa', steps: 3 });
  // @ts-expect-error null is not left out
  new Inference(net, inputs, targets, { rule: 'fpa', stepSize: null });
  // @ts-expect-error an unknown ablation
  new Inference(net, inputs, targets, { rule: 'zil', ablation: 'gamma' });
  // @ts-expect-error an unknown kind of feedback
  new Inference(net, inputs, targets, { rule: 'bp', feedback: 'none' });
  // @ts-expect-error a text is no count
  made.step('3');
  // @ts-expect-error a plain list
  made.clamp(1, [1, 2, 3]);
  // @ts-expect-error which node?
  made.release();
  // @ts-expect-error which learning rate?
  made.implicitResidual();
}

export function localNode(net: Network, targets: Float64Array): Counters {
  type Floats = Float32Array | Float64Array;
  const place: LocalNodeOptions = {
    sizes: net.sizes,
    index: net.depth,
    batch: 1,
    weights: net.weights(0),
    bias: net.bias(0),
    activation: net.activation(0),
    likelihood: net.likelihood,
    dtype: net.dtype,
    target: targets,
  };
  same<LocalNodeOptions['target'], Float64Array | undefined>();
  same<ConstructorParameters<typeof LocalNode>, [node: LocalNodeOptions, options: RuleOptions]>();
  const made = new LocalNode(place, { rule: 'zil' });
  same<typeof made.scheduleSteps, number | undefined>();
  same<typeof made.forwards, boolean>();
  same<typeof made.firstNonzero, number>();
  same<typeof made.sends, (t: number) => boolean>();
  same<typeof made.childSends, (t: number) => boolean>();
  same<typeof made.learns, (t: number) => boolean>();
  same<typeof made.arrive, (t: number) => void>();
  same<typeof made.learn, (t: number) => void>();
  same<typeof made.settle, () => void>();
  same<typeof made.compare, () => void>();
  same<typeof made.prediction, () => Float64Array>();
  same<typeof made.error, () => Float64Array>();
  same<typeof made.weightGradient, () => Float64Array>();
  same<typeof made.biasGradient, () => Float64Array>();
  same<typeof made.predict, (parent: Floats) => void>();
  same<typeof made.receive, (feedback: Floats, stage?: number) => void>();
  same<typeof made.latent, () => Float64Array>();
  same<typeof made.stages, number>();
  same<typeof made.learnsWhenStopped, boolean>();
  same<typeof made.value, () => Floats>();
  same<typeof made.barrier, () => number>();
  same<typeof made.counters, () => Counters>();
  same<typeof made.feedback, () => { feedback: Floats; use: 'idle' | 'front' | 'refine' | 'redundant' }>();
  made.predict(new Float32Array(4));
  made.receive(made.value());
  made.receive(made.latent(), made.stages - 1);
  made.free();
  // @ts-expect-error read-only
  made.firstNonzero = 0;
  // @ts-expect-error read-only
  made.stages = 2;
  // @ts-expect-error the rule is required
  new LocalNode(place);
  // @ts-expect-error where in the chain?
  new LocalNode({ ...place, index: undefined }, { rule: 'bp' });
  // @ts-expect-error a plain list
  made.predict([1, 2, 3, 4]);
  return made.counters();
}

export function dataset(images: Uint8Array, labels: Uint8Array): Dataset[] {
  const made = Dataset.fromIdx(images, labels);
  same<typeof Dataset.fromIdx, (images: Uint8Array, labels: Uint8Array) => Dataset>();
  same<typeof Dataset.fromFiles, (images: Blob, labels: Blob) => Promise<Dataset>>();
  same<typeof Dataset.fetch, (images: string, labels: string) => Promise<Dataset>>();
  same<typeof Dataset.synthetic, (count: number, seed: number) => Dataset>();
  same<typeof made.length, number>();
  same<typeof made.rows, number>();
  same<typeof made.columns, number>();
  same<typeof made.classes, number>();
  same<typeof made.image, (i: number) => Uint8Array>();
  same<typeof made.label, (i: number) => number>();
  same<typeof made.inputs, (start: number, count: number) => Float64Array>();
  same<typeof made.targets, (start: number, count: number) => Float64Array>();
  same<typeof made.split, (counts: number[], seed: number) => Dataset[]>();
  made.free();
  // @ts-expect-error only the static methods make one
  new Dataset();
  // @ts-expect-error read-only
  made.length = 1;
  // @ts-expect-error a seed is required
  Dataset.synthetic(10);
  return Dataset.synthetic(10, 0).split([8, 2], 1);
}

export function schedules(): Schedule {
  type Lists = 'kinds' | 'nodes' | 'times' | 'stages' | 'uses' | 'multiplyAdds';
  same<keyof OperationList, Lists>();
  same<keyof Recorded, Lists | 'steps' | 'finite'>();
  same<OperationList['kinds'], Uint32Array>();
  same<OperationList['nodes'], Uint32Array>();
  same<OperationList['times'], Uint32Array>();
  same<OperationList['stages'], Uint32Array>();
  same<OperationList['uses'], Int32Array>();
  same<OperationList['multiplyAdds'], Float64Array>();
  same<Recorded['steps'], number>();
  same<Recorded['finite'], boolean>();
  same<Machine, { processors: number; lockstep?: boolean }>();
  same<BoundLine, { equation: string; value: number }>();
  same<Bound['relation'], 'at most' | 'at least'>();
  same<Bound['lines'], BoundLine[]>();
  same<keyof Bound, 'relation' | 'lines' | 'literal' | 'holds' | 'ratio' | 'stages'>();
  same<keyof Schedule, 'starts' | 'ends' | 'messages'>();
  same<keyof Schedule['messages'], 'kinds' | 'times' | 'stages' | 'from' | 'to' | 'sent'>();
  same<Schedule['messages']['sent'], Float64Array>();
  same<
    typeof Theory.operations,
    (options: RuleOptions, sizes: ArrayLike<number>, batch: number, steps: number) => Recorded
  >();
  same<typeof Theory.schedule, (operations: OperationList, options: RuleOptions, machine: Machine) => Schedule>();
  same<typeof Theory.costs, (sizes: ArrayLike<number>, batch: number) => Float64Array>();
  same<typeof Theory.slowest, (costs: Float64Array) => number>();
  same<typeof Theory.work, (options: RuleOptions, costs: Float64Array, steps: number, gradients?: boolean) => number>();
  same<typeof Theory.parallelTime, (options: RuleOptions, costs: Float64Array, steps: number) => number>();
  same<typeof Theory.cheapGradient, (costs: Float64Array) => number>();
  same<typeof Theory.bound, (options: RuleOptions, costs: Float64Array, steps: number) => Bound>();
  const planned = Theory.operations({ rule: 'fpa' }, [4, 3, 2], 5, 1);
  // @ts-expect-error a machine has processors
  Theory.schedule(planned, { rule: 'fpa' }, {});
  return Theory.schedule(planned, { rule: 'fpa' }, { processors: 2 });
}

export function trainer(net: Network, data: Dataset): number {
  const optimizer: Optimizer = { kind: 'adam', learningRate: 0.001, momentum: 0.9 };
  const made = new Trainer(net, data, { rule: 'fpa', stores: 'error', steps: 4, optimizer, batchSize: 32, seed: 2 });
  same<ConstructorParameters<typeof Trainer>, [network: Network, data: Dataset, options: TrainerOptions]>();
  same<typeof made.step, (count?: number) => number>();
  same<
    typeof Trainer.usual,
    (sizes: ArrayLike<number>, options: RuleOptions, optimizer?: 'sgd' | 'momentum' | 'adam') => Usual
  >();
  same<
    Usual,
    {
      steps: number;
      stepSize: number;
      optimizer: 'sgd' | 'momentum' | 'adam';
      learningRate: number;
      batchSize: number;
      evaluationSteps: number;
    }
  >();
  same<typeof made.iteration, number>();
  same<typeof made.epoch, number>();
  same<typeof made.diverged, boolean>();
  same<typeof made.evaluate, (data: Dataset) => Evaluation>();
  same<typeof made.errorAngles, () => Float64Array>();
  same<typeof made.feedbackAngles, () => Float64Array>();
  same<typeof made.feedbackWeights, (l: number) => Float64Array>();
  same<typeof made.counters, () => Counters>();
  same<typeof made.save, () => Uint8Array>();
  same<typeof made.restore, (bytes: Uint8Array, options?: RestoreOptions) => void>();
  made.restore(made.save(), { unnamed: true });
  const loss: number = made.step() + made.step(10);
  new Trainer(net, data, { rule: 'generative', evaluationSteps: 50, precisions: [1, 2] }).free();
  made.free();
  // @ts-expect-error read-only
  made.diverged = false;
  // @ts-expect-error a learning rate is required
  new Trainer(net, data, { rule: 'bp', optimizer: { kind: 'sgd' } });
  // @ts-expect-error its steps are counted, not named
  new Trainer(net, data, { rule: 'generative', evaluationSteps: '50' });
  // @ts-expect-error an unknown optimizer
  new Trainer(net, data, { rule: 'bp', optimizer: { kind: 'rmsprop', learningRate: 1 } });
  // @ts-expect-error an Inference is no Dataset
  made.evaluate(new Inference(net, new Float64Array(4), new Float64Array(2), { rule: 'bp' }));
  return loss;
}

export function theory(net: Network, input: Float64Array, target: Float64Array): number {
  same<typeof Theory.share, (T: number, gamma: number, distance: number) => number>();
  same<typeof Theory.limit, (tau: number, distance: number) => number>();
  same<typeof Theory.stepsToArrive, (gamma: number, distance: number) => number | undefined>();
  same<
    typeof Theory.closedForm,
    (network: Network, inputs: Float64Array, targets: Float64Array, gamma: number, T: number) => ClosedForm
  >();
  same<
    typeof Theory.posterior,
    (network: Network, input: Float64Array, target: Float64Array, stepSizes?: ArrayLike<number>) => LinearPosterior
  >();
  const { distance, cosine, freeEnergy } = Theory.closedForm(net, input, target, 0.5, 8);
  const curves: Float64Array[] = [distance, cosine, freeEnergy];
  const { mean, deviation, settled, largestStep, condition } = Theory.posterior(net, input, target, [0.1, 0.2]);
  const each: (Float64Array | null)[] = [mean, deviation, ...settled, ...curves];
  void each;
  // @ts-expect-error its functions are all there is of it
  new Theory();
  // @ts-expect-error at which distance?
  Theory.share(3, 0.5);
  // @ts-expect-error step sizes are a list
  Theory.posterior(net, input, target, 0.1);
  return largestStep + condition + Theory.share(3, 0.5, 2) + Theory.limit(1.5, 2) + (Theory.stepsToArrive(0.5, 2) ?? 0);
}
