//! What a plot of an experiment shows: which columns of its rows, and how. Who draws it is another matter.
//!
//! A plot takes the rows that have its x and its y, and shows the mean over the rows that agree in
//! everything else it names, seeds among them, with their spread.

use serde::Serialize;

/// One plot.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plot {
    /// What it goes by in addresses and file names.
    pub id: &'static str,
    /// A few words.
    pub title: &'static str,
    /// How to read it, and what to look for: one or two sentences.
    pub shows: &'static str,
    /// Curves or a map.
    pub mark: Mark,
    /// Across.
    pub x: Axis,
    /// Up: of curves the value, of a map the second parameter.
    pub y: Axis,
    /// Of curves: a curve and a colour for each of its values. Of a map: the value that is its colour.
    pub color: Axis,
    /// A panel for each of its values, side by side.
    pub panels: Option<Axis>,
    /// More panels, one below the other.
    pub panel_rows: Option<Axis>,
    /// Columns of which one value at a time is shown, by the reader's choice; the first value to begin with.
    pub choose: &'static [Axis],
    /// The column of what theory says y is: a line, and the measured y are points on it.
    pub law: Option<&'static str>,
    /// Rows with this value in this column are no curve: they have no x, and their mean y is drawn across each panel.
    pub baseline: Option<(&'static str, &'static str)>,
}

/// How a plot is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// A curve for each value of `color`.
    Curves,
    /// A cell for each x and y; `color` is its mean.
    Map,
}

/// One column and how its values are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Axis {
    /// The column, among the cell's parameters and what its rows hold.
    pub column: &'static str,
    /// What it is, with its unit if it has one.
    pub label: &'static str,
    /// Linear, logarithmic, or one place a value.
    pub scale: Scale,
    /// Ends that hold whatever the values are.
    pub domain: Option<[f64; 2]>,
}

/// How values become places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// By their value.
    Linear,
    /// By their logarithm; exactly zero has no place.
    Log,
    /// One place each, in their order: for names, and for parameters with few values.
    Ordinal,
}

impl Axis {
    /// By value.
    pub const fn linear(column: &'static str, label: &'static str) -> Self {
        Axis { column, label, scale: Scale::Linear, domain: None }
    }

    /// By logarithm.
    pub const fn log(column: &'static str, label: &'static str) -> Self {
        Axis { column, label, scale: Scale::Log, domain: None }
    }

    /// One place a value.
    pub const fn ordinal(column: &'static str, label: &'static str) -> Self {
        Axis { column, label, scale: Scale::Ordinal, domain: None }
    }

    /// With fixed ends.
    pub const fn within(mut self, low: f64, high: f64) -> Self {
        self.domain = Some([low, high]);
        self
    }
}

impl Plot {
    /// Curves: y against x, one for each value of `color`.
    pub const fn curves(
        id: &'static str,
        title: &'static str,
        x: Axis,
        y: Axis,
        color: Axis,
    ) -> Self {
        Plot {
            id,
            title,
            shows: "",
            mark: Mark::Curves,
            x,
            y,
            color,
            panels: None,
            panel_rows: None,
            choose: &[],
            law: None,
            baseline: None,
        }
    }

    /// A map: the mean of `color` for each x and y.
    pub const fn map(id: &'static str, title: &'static str, x: Axis, y: Axis, color: Axis) -> Self {
        let mut plot = Plot::curves(id, title, x, y, color);
        plot.mark = Mark::Map;
        plot
    }
}
