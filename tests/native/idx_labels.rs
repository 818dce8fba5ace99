//! Files of labels as MNIST and its relatives have them, good and bad.

use pc_playground::Dataset;
use pc_playground::data::gzip;

use crate::idx::{LABELS, file, good, refusal};

#[test]
fn every_bad_file_of_labels_has_its_sentence() {
    const EXPECTED: &str =
        "labels must be an IDX file of labels (magic number 2049), raw or gzipped, got";
    let (images, labels) = good();
    let cases: Vec<(Vec<u8>, String)> = vec![
        (vec![], format!("{EXPECTED} an empty file")),
        (images.clone(), format!("{EXPECTED} a file of images (magic number 2051)")),
        (
            labels[..6].to_vec(),
            "labels must be an IDX file with a header of 8 bytes, got a file that ends after 6 \
             bytes"
                .into(),
        ),
        (
            labels[..10].to_vec(),
            "labels must be 11 bytes (3 labels after a header of 8 bytes), got 10 bytes, cut short"
                .into(),
        ),
        (
            [labels.as_slice(), &[1]].concat(),
            "labels must be 11 bytes (3 labels after a header of 8 bytes), got 12 bytes, with \
             others after the last one"
                .into(),
        ),
        (
            file(&[LABELS, 0], &[]),
            "labels must be an IDX file with at least one label, got one with 0 labels".into(),
        ),
        (
            file(&[LABELS, u32::MAX], &[1, 2, 3]),
            "labels must be at most 200 MiB once unpacked, got a header that promises 4294967295 \
             labels"
                .into(),
        ),
        (
            file(&[LABELS, 2], &[1, 2]),
            "labels must be one for each of the 3 images, got 2 labels".into(),
        ),
        (
            file(&[LABELS, 4], &[1, 2, 3, 4]),
            "labels must be one for each of the 3 images, got 4 labels".into(),
        ),
        (
            file(&[LABELS, 3], &[1, 10, 255]),
            "labels[1] must be a whole number from 0 to 9, got 10".into(),
        ),
        (
            gzip(&labels)[..12].to_vec(),
            "labels must be an intact gzip file, got one that is cut short".into(),
        ),
    ];
    for (bytes, sentence) in cases {
        assert_eq!(refusal(&images, &bytes), sentence);
    }
}

/// Labels of a type, row after row; `code` as IDX has it.
fn labels_of(code: u8, rows: &[&[i32]], columns: Option<u32>) -> Vec<u8> {
    let dimensions = 1 + u32::from(columns.is_some());
    let header: Vec<u32> =
        [u32::from(code) << 8 | dimensions, rows.len() as u32].into_iter().chain(columns).collect();
    let size = match code {
        8 | 9 => 1,
        11 => 2,
        _ => 4,
    };
    let bytes = rows.iter().copied().flatten().flat_map(|n| n.to_be_bytes()[4 - size..].to_vec());
    file(&header, &bytes.collect::<Vec<_>>())
}

fn classes(images: &[u8], labels: &[u8]) -> Result<Vec<u8>, String> {
    let data = Dataset::from_idx(images, labels).map_err(|error| error.to_string())?;
    Ok((0..data.len()).map(|i| data.label(i).unwrap()).collect())
}

#[test]
fn labels_of_every_whole_type_are_read() {
    let images = good().0;
    for code in [8, 9, 11, 12] {
        let labels = labels_of(code, &[&[7], &[0], &[9]], None);
        assert_eq!(classes(&images, &labels), Ok(vec![7, 0, 9]), "{code}");
        assert_eq!(classes(&images, &gzip(&labels)), Ok(vec![7, 0, 9]), "{code}");
        assert_eq!(
            classes(&images, &labels_of(code, &[&[7], &[0], &[9]], Some(1))),
            Ok(vec![7, 0, 9])
        );
        for wrong in [10, 127] {
            let sentence = format!("labels[1] must be a whole number from 0 to 9, got {wrong}");
            assert_eq!(
                classes(&images, &labels_of(code, &[&[7], &[wrong], &[9]], None)),
                Err(sentence)
            );
        }
    }
    for (code, wrong) in [(9, -1), (9, -128), (11, -1), (11, 300), (12, -7), (12, 65536)] {
        let sentence = format!("labels[2] must be a whole number from 0 to 9, got {wrong}");
        assert_eq!(
            classes(&images, &labels_of(code, &[&[7], &[0], &[wrong]], None)),
            Err(sentence)
        );
    }
    for (kind, bytes, what) in [
        (0x0d01, 12, "32-bit floating-point numbers"),
        (0x0e01, 24, "64-bit floating-point numbers"),
    ] {
        assert_eq!(
            refusal(&images, &file(&[kind, 3], &vec![0; bytes])),
            format!(
                "labels must be an IDX file of labels (magic number 2049), raw or gzipped, got an IDX file of another kind, {what} in 1 dimension (magic number {kind})"
            )
        );
    }
    assert_eq!(
        refusal(&images, &labels_of(12, &[&[7], &[0]], None)),
        "labels must be one for each of the 3 images, got 2 labels"
    );
    let short = labels_of(11, &[&[7], &[0], &[9]], None);
    assert_eq!(
        refusal(&images, &short[..13]),
        "labels must be 14 bytes (3 × 1 16-bit whole numbers after a header of 8 bytes), got 13 bytes, cut short"
    );
    assert_eq!(
        refusal(&images, &file(&[0x0c02, 3, u32::MAX], &[])),
        "labels must be at most 200 MiB once unpacked, got a header that promises 3 × 4294967295 32-bit whole numbers"
    );
    assert_eq!(
        refusal(&images, &file(&[0x0c02, u32::MAX, u32::MAX], &[])),
        "labels must be at most 200 MiB once unpacked, got a header that promises 4294967295 × 4294967295 32-bit whole numbers"
    );
    assert_eq!(
        refusal(&images, &file(&[0x0c02, 3], &[])),
        "labels must be an IDX file with a header of 12 bytes, got a file that ends after 8 bytes"
    );
    assert_eq!(
        refusal(&images, &file(&[0x0c02, 3, 0], &[])),
        "labels must be an IDX file with at least one label, got one with 0 labels"
    );
}

#[test]
fn of_several_columns_the_one_that_can_be_the_class_is_taken() {
    let images = good().0;
    let read = |code, rows: [&[i32]; 3]| {
        classes(&images, &labels_of(code, &rows, Some(rows[0].len() as u32)))
    };
    // QMNIST: class, series, writer, index, code, global index, duplicate, unused. Its series could be classes too.
    let qmnist: [&[i32]; 3] = [
        &[7, 4, 2424, 51, 37, 264_250, 0, 0],
        &[0, 1, 2100, 3, 30, 100, 0, 0],
        &[9, 0, 610, 149, 39, 281_769, 0, 0],
    ];
    assert_eq!(read(12, qmnist), Ok(vec![7, 0, 9]));
    let mut other = qmnist;
    other[1] = &[36, 1, 2100, 3, 30, 100, 0, 0];
    assert_eq!(
        read(12, other),
        Err("labels[1] must be a whole number from 0 to 9, got 36".to_owned())
    );
    // An index beside the class, on either side.
    assert_eq!(read(11, [&[100, 7], &[101, 0], &[102, 9]]), Ok(vec![7, 0, 9]));
    assert_eq!(read(12, [&[7, -5], &[0, 3], &[9, 4]]), Ok(vec![7, 0, 9]));
    // A column that is the same throughout says nothing.
    assert_eq!(read(8, [&[0, 7], &[0, 0], &[0, 9]]), Ok(vec![7, 0, 9]));
    // One-hot.
    let hot = |class: usize| -> Vec<i32> { (0..10).map(|j| i32::from(j == class)).collect() };
    let rows = [7, 0, 9].map(hot);
    assert_eq!(read(9, [&rows[0], &rows[1], &rows[2]]), Ok(vec![7, 0, 9]));

    let expected = "labels must be a label for each image, or rows of numbers with one column of labels from 0 to 9, got";
    assert_eq!(
        read(12, [&[7, 1], &[0, 2], &[9, 3]]),
        Err(format!("{expected} 2 columns, 2 that could be it, the first of them columns 1 and 2"))
    );
    assert_eq!(
        read(12, [&[70, 10, 1], &[0, 2, 11], &[9, 3, 1]]),
        Err(format!("{expected} 3 columns, none whose numbers are all from 0 to 9"))
    );
}
