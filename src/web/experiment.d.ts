/** How much of an experiment is computed: "quick" takes about a minute on two cores. */
export type GridName = "quick" | "full";

/** One column of an experiment's rows and how its values are laid out. */
export interface PlotAxis {
  /** Among the cell's parameters and what its rows hold. */
  column: string;
  /** What it is, with its unit if it has one. */
  label: string;
  /** By value; by logarithm (exactly zero has no place); one place a value, in their order. */
  scale: "linear" | "log" | "ordinal";
  /** Ends that hold whatever the values are. */
  domain: [number, number] | null;
}

/** What a plot shows: of the rows that have its x and y the mean over those that agree in everything else it names. */
export interface ExperimentPlot {
  id: string;
  title: string;
  /** How to read it. */
  shows: string;
  /** A curve for each value of color; or a cell for each x and y, coloured by its mean. */
  mark: "curves" | "map";
  x: PlotAxis;
  y: PlotAxis;
  color: PlotAxis;
  /** A panel for each of its values, side by side; */
  panels: PlotAxis | null;
  /** one below the other. */
  panelRows: PlotAxis | null;
  /** Columns of which one value at a time is shown. */
  choose: PlotAxis[];
  /** The column of what theory says y is. */
  law: string | null;
  /** Column and value of the rows whose mean y is drawn across each panel. */
  baseline: [string, string] | null;
}

/** What an experiment asks and how. */
export interface ExperimentInfo {
  id: string;
  /** Raised whenever the same cell would give other rows. */
  version: number;
  title: string;
  /** The part of the paper that it belongs to. */
  source: string;
  question: string;
  /** The most telling one first. */
  plots: ExperimentPlot[];
  /** Cells of each grid. */
  grids: Record<GridName, number>;
}

/** A file of results in its parts. */
export interface ResultsFile {
  /** What they are of; `results` is the number of the format, `data` tells the digits from others. */
  header: { results: number; experiment: string; version: number; grid: GridName; data: string; cells: number };
  headerLine: string;
  /** In the order of the cells. */
  lines: { cell: number; line: string }[];
  /** Whether the last line was cut short and left out. */
  cut: boolean;
}
