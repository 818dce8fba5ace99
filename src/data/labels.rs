//! Which number of a row of labels is the class.
//!
//! MNIST's files have one number for each image. QMNIST's have eight, the class, then where and by whom the digit was
//! written; others have an index beside it, or ten numbers of which the class's is 1. A file of several columns is
//! taken where its values leave one reading.

use super::dataset::CLASSES;
use crate::error::{Error, Result};

/// QMNIST's rows: the class comes first, and others of its columns happen to hold small numbers too.
const QMNIST: (usize, usize) = (8, 4);

/// The classes in rows of `columns` whole numbers, each `size` bytes long, as `value` reads them.
///
/// # Errors
/// When the values say of no column, or of several, that it is the class.
pub(super) fn classes(
    body: &[u8],
    columns: usize,
    size: usize,
    value: &dyn Fn(&[u8]) -> i32,
) -> Result<Vec<u8>> {
    let row = columns * size;
    let column = |j: usize| body.chunks_exact(row).map(move |row| value(&row[j * size..][..size]));
    let chosen = match columns {
        1 => 0,
        _ if (columns, size) == QMNIST => 0,
        _ => {
            if columns == CLASSES
                && let Some(classes) = one_hot(body, row, size, value)
            {
                return Ok(classes);
            }
            let fits = |&j: &usize| column(j).all(|label| class(label).is_some());
            let varies = |&j: &usize| column(j).any(|label| Some(label) != column(j).next());
            let fitting: Vec<usize> = (0..columns).filter(fits).collect();
            let varying: Vec<usize> = fitting.iter().copied().filter(varies).collect();
            match (&fitting[..], &varying[..]) {
                ([one], _) | (_, [one]) => *one,
                (several, _) => {
                    let got = match several.len() {
                        0 => "none whose numbers are all from 0 to 9".to_owned(),
                        _ => format!(
                            "{} that could be it, the first of them columns {} and {}",
                            several.len(),
                            several[0] + 1,
                            several[1] + 1
                        ),
                    };
                    let expected = "a label for each image, or rows of numbers with one column of labels from 0 to 9";
                    return Err(Error::invalid(
                        "labels",
                        expected,
                        format!("{columns} columns, {got}"),
                    ));
                }
            }
        }
    };
    let label = |(i, label)| {
        class(label).ok_or_else(|| {
            Error::invalid(format!("labels[{i}]"), "a whole number from 0 to 9", label)
        })
    };
    column(chosen).enumerate().map(label).collect()
}

/// The class that a number is.
fn class(label: i32) -> Option<u8> {
    u8::try_from(label).ok().filter(|&class| usize::from(class) < CLASSES)
}

/// The classes of rows that are all 0 but for one 1.
fn one_hot(body: &[u8], row: usize, size: usize, value: &dyn Fn(&[u8]) -> i32) -> Option<Vec<u8>> {
    let class = |row: &[u8]| {
        let mut class = None;
        for (j, number) in row.chunks_exact(size).enumerate() {
            match value(number) {
                0 => {}
                1 if class.is_none() => class = Some(j as u8),
                _ => return None,
            }
        }
        class
    };
    body.chunks_exact(row).map(class).collect()
}
