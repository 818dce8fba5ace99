// The typings of the module of the experiments. Never run, only type-checked (`tsc -p tests`). What it has of the engine is in api.ts.
import { type Dataset, Experiment } from '../www/pkg-experiments/pc_experiments.js';
import type {
  ExperimentInfo,
  ExperimentPlot,
  GridName,
  PlotAxis,
  ResultsFile,
} from '../www/pkg-experiments/pc_experiments.js';

/** Compiles only when the two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._proof: Same<A, B> extends true ? [] : ['the types differ']): void {}

export function experiment(train: Dataset, validation: Dataset, test: Dataset): string[] {
  same<GridName, 'quick' | 'full'>();
  same<keyof ExperimentInfo, 'id' | 'version' | 'title' | 'source' | 'question' | 'plots' | 'grids'>();
  same<ExperimentInfo['plots'], ExperimentPlot[]>();
  same<ExperimentInfo['grids'], Record<GridName, number>>();
  same<ExperimentPlot['mark'], 'curves' | 'map'>();
  same<ExperimentPlot['panelRows'], PlotAxis | null>();
  same<ExperimentPlot['choose'], PlotAxis[]>();
  same<ExperimentPlot['law'], string | null>();
  same<ExperimentPlot['baseline'], [string, string] | null>();
  same<PlotAxis['scale'], 'linear' | 'log' | 'ordinal'>();
  same<PlotAxis['domain'], [number, number] | null>();
  same<ResultsFile['lines'], { cell: number; line: string }[]>();
  same<typeof Experiment.list, () => ExperimentInfo[]>();
  same<typeof Experiment.read, (bytes: Uint8Array) => ResultsFile>();
  same<typeof Experiment.answer, (text: string | Uint8Array) => string[]>();
  type Made = [id: string, grid: GridName, train: Dataset, validation: Dataset, test: Dataset];
  same<ConstructorParameters<typeof Experiment>, Made>();
  const made = new Experiment('figures', 'quick', train, validation, test);
  same<typeof made.header, string>();
  same<typeof made.length, number>();
  same<typeof made.params, (i: number) => Record<string, number | string>>();
  same<typeof made.run, (i: number) => string>();
  const text = `${made.header}\n${made.run(made.length - 1)}\n`;
  made.free();
  // @ts-expect-error read-only
  made.header = '';
  // @ts-expect-error an unknown grid
  new Experiment('figures', 'half', train, validation, test);
  // @ts-expect-error the digits come in three parts
  new Experiment('figures', 'quick', train, validation);
  // @ts-expect-error which cell?
  made.run();
  // @ts-expect-error a text is no file
  Experiment.read(text);
  return Experiment.answer(text);
}
