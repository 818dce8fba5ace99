//! Rows as they are read back from results: a cell's parameters and one row of what it found, side by side.

use serde_json::{Map, Value as Json};

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub(super) Map<String, Json>);

impl Row {
    /// The number in this column; none where there is no such column, or the number was not finite.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.0.get(column).and_then(Json::as_f64)
    }

    /// The name in this column.
    pub fn name(&self, column: &str) -> Option<&str> {
        self.0.get(column).and_then(Json::as_str)
    }

    /// Whether it has this column, with a finite value or without.
    pub fn has(&self, column: &str) -> bool {
        self.0.contains_key(column)
    }

    /// Whether this column has this name.
    pub fn is(&self, column: &str, name: &str) -> bool {
        self.name(column) == Some(name)
    }

    /// Whether this column has exactly this number.
    pub fn at(&self, column: &str, number: f64) -> bool {
        self.number(column) == Some(number)
    }

    /// What is in this column as text, empty where it has none: a key to group by.
    pub fn text(&self, column: &str) -> String {
        match self.0.get(column) {
            None | Some(Json::Null) => String::new(),
            Some(Json::String(name)) => name.clone(),
            Some(value) => value.to_string(),
        }
    }
}

/// All rows at hand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// In the order of the cells.
    pub rows: Vec<Row>,
}

impl Table {
    /// The statistics of a column over the rows that fit; none where none of them has a finite number in it.
    pub fn stats(&self, column: &str, fits: impl Fn(&Row) -> bool) -> Option<Stats> {
        Stats::of(self.rows.iter().filter(|row| fits(row)).filter_map(|row| row.number(column)))
    }

    /// The different numbers of a column, ascending.
    pub fn numbers(&self, column: &str) -> Vec<f64> {
        let mut numbers: Vec<f64> = self.rows.iter().filter_map(|row| row.number(column)).collect();
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
        numbers
    }

    /// The different names of a column, in the order in which they come.
    pub fn names(&self, column: &str) -> Vec<&str> {
        let mut names = Vec::new();
        for name in self.rows.iter().filter_map(|row| row.name(column)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// Mean and spread of some numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stats {
    /// How many.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation (n − 1); 0 of a single one.
    pub deviation: f64,
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
}

impl Stats {
    /// Of these numbers; none if there are none.
    pub fn of(numbers: impl Iterator<Item = f64>) -> Option<Stats> {
        let numbers: Vec<f64> = numbers.collect();
        let count = numbers.len();
        if count == 0 {
            return None;
        }
        let mean = numbers.iter().sum::<f64>() / count as f64;
        let squares: f64 = numbers.iter().map(|x| (x - mean).powi(2)).sum();
        Some(Stats {
            count,
            mean,
            deviation: if count < 2 { 0.0 } else { (squares / (count - 1) as f64).sqrt() },
            least: numbers.iter().copied().fold(f64::INFINITY, f64::min),
            most: numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        })
    }

    /// The standard error of the mean; not known from a single number.
    pub fn error(&self) -> Option<f64> {
        (self.count > 1).then(|| self.deviation / (self.count as f64).sqrt())
    }
}
