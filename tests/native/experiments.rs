//! Experiments: every cell of a grid is there once and gives the same rows again; results survive being
//! written, cut, mixed and merged, and nothing that was changed is taken for what it was.

use std::collections::HashSet;
use std::sync::Arc;

use pc_playground::Dataset;
use pc_playground::experiment::results::{Header, Results};
use pc_playground::experiment::{Data, EXPERIMENTS, Grid, Mark, summary};

fn data() -> Data {
    let all = Dataset::synthetic(400, 1).unwrap();
    let mut parts = all.split(&[200, 100, 100], 0).unwrap().into_iter().map(Arc::new);
    let mut next = || parts.next().unwrap();
    Data::new(next(), next(), next())
}

#[test]
fn every_cell_has_a_seed_and_comes_once() {
    let mut ids = HashSet::new();
    for experiment in EXPERIMENTS {
        assert!(ids.insert(experiment.id), "{} is there twice", experiment.id);
        for (_, grid) in Grid::ALL {
            let cells = (experiment.cells)(grid);
            assert!(!cells.is_empty());
            for (i, cell) in cells.iter().enumerate() {
                cell.whole("seed");
                assert!(!cells[..i].contains(cell), "{}: {cell:?} twice", experiment.id);
            }
        }
    }
}

/// The first, the middle and the last cell of each quick grid: the same line twice, and no plot without a
/// row that it can draw.
#[test]
fn a_cell_depends_on_itself_and_the_digits_alone() {
    let data = data();
    for experiment in EXPERIMENTS {
        let header = Header::new(experiment, Grid::Quick, &data);
        let mut results = Results::new(header.clone());
        for index in [header.cells - 1, 0, header.cells / 2] {
            let line = header.compute(index, &data).unwrap();
            assert_eq!(line, header.compute(index, &data).unwrap(), "{}", experiment.id);
            results.add(index, line).unwrap();
        }
        let table = results.table();
        for plot in experiment.plots {
            let value = if plot.mark == Mark::Map { plot.color } else { plot.y };
            let drawn = |row: &&pc_playground::experiment::Row| {
                row.has(plot.x.column) && row.has(value.column) && row.has(plot.color.column)
            };
            assert!(table.rows.iter().any(|row| drawn(&row)), "{} {}", experiment.id, plot.id);
        }
        assert!(summary(experiment, &table).contains("| "), "{}", experiment.id);
    }
}
