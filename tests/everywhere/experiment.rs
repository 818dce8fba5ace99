//! Cells of experiments are the same bytes on every platform: natively and in the browser here, in
//! Node in `js/module/experiments.test.mjs`. `api/cells.json` holds the checksums of their lines.

use std::collections::BTreeMap;
use std::sync::Arc;

use pc_playground::Dataset;
use pc_playground::experiment::results::Header;
use pc_playground::experiment::{Data, EXPERIMENTS, Grid};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn data() -> Data {
    let all = Dataset::synthetic(200, 1).unwrap();
    let mut parts = all.split(&[120, 40, 40], 0).unwrap().into_iter().map(Arc::new);
    let mut next = || parts.next().unwrap();
    Data::new(next(), next(), next())
}

/// The first, the middle and the last cell of each quick grid.
#[test]
fn a_cell_is_the_same_bytes_everywhere() {
    let data = data();
    let mut sums = BTreeMap::new();
    for experiment in EXPERIMENTS {
        let header = Header::new(experiment, Grid::Quick, &data);
        let cells = [0, header.cells / 2, header.cells - 1];
        let line = |index| header.compute(index, &data).unwrap();
        let text = header.line() + &cells.map(line).concat();
        sums.insert(experiment.id, format!("{:08x}", crc32fast::hash(text.as_bytes())));
    }
    let pins: serde_json::Value = serde_json::from_str(include_str!("../api/cells.json")).unwrap();
    // All of them at once: whoever changes a number on purpose finds here what to write.
    assert_eq!(serde_json::json!(sums), pins);
}
