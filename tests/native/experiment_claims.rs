//! What the experiments' rows must say, on cells of their quick grids and synthetic digits: each claim is
//! one that a mistake in the experiment or in the rule would break.

use std::sync::Arc;

use pc_playground::Dataset;
use pc_playground::experiment::results::{Header, Results};
use pc_playground::experiment::{Data, Grid, Record, Row, Table, find};

/// The rows of those cells of an experiment's quick grid that fit.
fn rows(id: &str, fits: impl Fn(&Record) -> bool) -> Table {
    let all = Dataset::synthetic(400, 1).unwrap();
    let mut parts = all.split(&[300, 50, 50], 0).unwrap().into_iter().map(Arc::new);
    let mut next = || parts.next().unwrap();
    let data = Data::new(next(), next(), next());
    let experiment = find(id).unwrap();
    let header = Header::new(experiment, Grid::Quick, &data);
    let mut results = Results::new(header.clone());
    for (index, cell) in (experiment.cells)(Grid::Quick).iter().enumerate() {
        if fits(cell) {
            results.add(index, header.compute(index, &data).unwrap()).unwrap();
        }
    }
    let table = results.table();
    assert!(!table.rows.is_empty(), "{id} has no such cell");
    table
}

fn number(row: &Row, column: &str) -> f64 {
    row.number(column).unwrap_or_else(|| panic!("{column} of {row:?}"))
}

#[test]
fn fpa_follows_its_law_in_double_precision() {
    for row in rows("law", |cell| cell.name("type") == "f64").rows {
        // What is stored as x is known to half an ulp of x, and x is below 1.
        let (share, predicted) = (number(&row, "share"), number(&row, "predicted"));
        assert!((share - predicted).abs() <= 1e-3 * predicted + 1e-9, "{row:?}");
        if row.is("stores", "e") {
            assert!(number(&row, "off") < 1e-9, "{row:?}");
        }
    }
}

#[test]
fn single_precision_leaves_the_law_where_it_stores_x_and_not_where_it_stores_e() {
    let table = rows("law", |cell| cell.name("type") == "f32");
    let worst = |stored| table.stats("off", |row| row.is("stores", stored)).unwrap().most;
    assert!(worst("e") < 1e-4, "{:e}", worst("e"));
    assert!(worst("x") > 0.1, "{:e}", worst("x"));
}

#[test]
fn vpc_and_z_il_step_down_the_free_energy_and_fpa_does_not() {
    let table = rows("descent", |cell| cell.whole("hidden") == 2);
    let cosine = |rule| table.stats("cosine", |row| row.is("rule", rule)).unwrap();
    for rule in ["vpc", "zil"] {
        assert!(cosine(rule).least > 1.0 - 1e-9, "{rule}: {:?}", cosine(rule));
    }
    assert!(cosine("fpa").least < -0.2, "{:?}", cosine("fpa"));
    // The first step of fpa is vpc's, as all predictions still hold.
    let first = table.stats("cosine", |row| row.is("rule", "fpa") && row.at("step", 1.0)).unwrap();
    assert!(first.least > 1.0 - 1e-9, "{first:?}");
    let rises = |rule, gamma| {
        let here = |row: &Row| row.is("rule", rule) && row.at("gamma", gamma);
        table.stats("rises", here).unwrap().most
    };
    assert_eq!(rises("vpc", 0.1), 0.0);
    assert!(rises("fpa", 0.1) > 0.0 && rises("vpc", 1.0) > 0.0);
    // What vpc learns is the slope in θ; what Z-IL has learned at its end is not.
    let learning = |rule| table.stats("learning", |row| row.is("rule", rule)).unwrap();
    assert!(learning("vpc").least > 0.9999, "{:?}", learning("vpc"));
    assert!(learning("zil").most < 0.999, "{:?}", learning("zil"));
}

#[test]
fn the_variance_limit_goes_as_one_over_k_at_rest_only() {
    let table = rows("variance", |cell| cell.name("type") == "f64" && cell.number("k") <= 1e4);
    let apart = |k: f64, steps: f64| {
        table.stats("apart", |row| row.at("k", k) && row.at("steps", steps)).unwrap().mean
    };
    // Ten times the variance, a tenth of the distance.
    let slope = (apart(1e4, 3000.0) / apart(1e3, 3000.0)).log10();
    assert!((slope + 1.0).abs() < 0.01, "{slope}");
    // After ten steps it does not matter.
    let slope = (apart(1e4, 10.0) / apart(1e3, 10.0)).log10();
    assert!(slope.abs() < 0.01, "{slope}");
}

#[test]
fn each_requirement_of_z_il_is_needed_in_its_own_way() {
    let table = rows("ablations", |cell| cell.whole("hidden") == 2 && cell.name("variant") != "bp");
    let stats = |column, variant, rate| {
        table.stats(column, |row| row.is("variant", variant) && row.at("rate", rate)).unwrap()
    };
    assert!(stats("apart", "zil", 0.1).most < 1e-5, "complete, it is backpropagation");
    for variant in ["latents", "γ = 0.5", "together", "early"] {
        assert!(stats("apart", variant, 0.1).least > 1e-3, "{variant}");
    }
    // Directions survive another step size, and lengths are powers of it.
    assert!(stats("layerCosine", "γ = 0.5", 0.1).least > 0.999);
    for (function, length) in [(0.0, 0.25), (1.0, 0.5), (2.0, 1.0)] {
        let here = |row: &Row| row.is("variant", "γ = 0.5") && row.at("function", function);
        let found = table.stats("length", here).unwrap();
        assert!((found.mean - length).abs() < 1e-3, "{function}: {found:?}");
    }
    assert!(stats("layerCosine", "together", 0.1).least < 0.99);
    let (slow, fast) = (stats("apart", "early", 0.01).mean, stats("apart", "early", 0.1).mean);
    assert!((slow / fast - 0.1).abs() < 0.02, "in proportion to α: {slow} and {fast}");
}

#[test]
fn theorem_1_holds_until_rounding_absorbs_the_wave() {
    let table = rows("precision", |cell| cell.name("rule") != "zil" && cell.number("gamma") < 1.0);
    let late = |kind, stored, gamma| {
        let here =
            |row: &&Row| row.is("type", kind) && row.is("stores", stored) && row.at("gamma", gamma);
        let first = |row: &&Row| row.number("first") != row.number("theorem");
        table.rows.iter().filter(here).filter(first).count()
    };
    assert_eq!(late("f64", "x", 0.5), 0);
    assert_eq!((late("f64", "e", 0.1), late("f32", "e", 0.1)), (0, 0));
    assert!(late("f32", "x", 0.1) > 0 && late("f64", "x", 0.1) > 0);
    assert!(late("f32", "x", 0.1) > late("f64", "x", 0.1));
}
