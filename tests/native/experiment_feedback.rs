//! The experiment on feedback weights: its angles and accuracies keep to what each kind of weights is.

use std::sync::Arc;

use pc_playground::Dataset;
use pc_playground::experiment::{Data, Record, find};

const EPOCHS: usize = 6;

/// Rows of one run on 640 digits: angles, and the accuracy last.
fn rows(rule: &'static str, feedback: &'static str, hidden: usize) -> Vec<Record> {
    let all = Dataset::synthetic(840, 1).unwrap();
    let mut parts = all.split(&[640, 100, 100], 0).unwrap().into_iter().map(Arc::new);
    let mut next = || parts.next().unwrap();
    let data = Data::new(next(), next(), next());
    let cell = Record::new([
        ("rule", rule.into()),
        ("feedback", feedback.into()),
        ("hidden", hidden.into()),
        ("epochs", EPOCHS.into()),
        ("seed", 2_usize.into()),
    ]);
    (find("feedback").unwrap().run)(&cell, &data).unwrap()
}

/// Angles of layer 1 by time.
fn angles(rows: &[Record], column: &str) -> Vec<f64> {
    let first = rows.iter().filter(|row| row.get("layer").is_some() && row.whole("layer") == 1);
    first.map(|row| row.number(column)).collect()
}

#[test]
fn the_transpose_is_backpropagation() {
    let found = rows("bp", "transpose", 2);
    assert!(angles(&found, "weightAngle").iter().all(|&angle| angle == 0.0));
    assert!(angles(&found, "errorAngle").iter().all(|&angle| angle == 0.0));
    let last = found.last().unwrap();
    assert!(last.number("test") > 60.0 && last.whole("diverged") == 0);
    assert_eq!(found[found.len() - 2].number("passes"), EPOCHS as f64);
}

/// Feedback alignment: weights that begin at right angles are turned towards each other, and errors with them.
#[test]
fn random_feedback_aligns() {
    let found = rows("bp", "random", 2);
    for column in ["weightAngle", "errorAngle"] {
        let angles = angles(&found, column);
        let (first, last) = (angles[0], angles[angles.len() - 1]);
        assert!(first > 70.0 && last < first - 5.0, "{column}: {angles:?}");
    }
}

/// A sign in common brings an angle well below 90°, and its expected value for uniform magnitudes is
/// arccos(3/4) = 41.4°: `E|b||w| / E w² = (1/2)² / (1/3)`.
#[test]
fn common_signs_begin_at_their_angle() {
    let angles = angles(&rows("vpc", "sign-symmetric", 2), "weightAngle");
    assert!((angles[0] - 0.75_f64.acos().to_degrees()).abs() < 1.5, "{angles:?}");
}

/// Kolen–Pollack weights come together sooner than those that are only given the same changes.
#[test]
fn decay_brings_feedback_to_the_forward_weights() {
    let last = |kind| *angles(&rows("fpa", kind, 2), "weightAngle").last().unwrap();
    let (decayed, learned, random) = (last("kolen-pollack"), last("learned"), last("random"));
    assert!(decayed < learned && learned < random, "{decayed} {learned} {random}");
}
