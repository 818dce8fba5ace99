//! Files of images and labels in MNIST's format, good and bad.

use flate2::{Compression, GzBuilder};
use pc_playground::Dataset;
use pc_playground::data::gzip;
use proptest::prelude::*;

pub(crate) const IMAGES: u32 = 2051;
pub(crate) const LABELS: u32 = 2049;

/// A file with this header and this content.
pub(crate) fn file(header: &[u32], content: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = header.iter().flat_map(|number| number.to_be_bytes()).collect();
    bytes.extend_from_slice(content);
    bytes
}

/// Three images of 2 × 2 pixels with the labels 7, 0 and 9.
pub(crate) fn good() -> (Vec<u8>, Vec<u8>) {
    let pixels: Vec<u8> = (0..12).map(|i| i * 20).collect();
    (file(&[IMAGES, 3, 2, 2], &pixels), file(&[LABELS, 3], &[7, 0, 9]))
}

pub(crate) fn refusal(images: &[u8], labels: &[u8]) -> String {
    Dataset::from_idx(images, labels).unwrap_err().to_string()
}

#[test]
fn raw_and_gzipped_files_give_the_same_data() {
    let (images, labels) = good();
    let data = Dataset::from_idx(&images, &labels).unwrap();
    assert_eq!((data.len(), data.rows(), data.columns(), data.classes()), (3, 2, 2, 10));
    assert_eq!(data.image(1).unwrap(), [80, 100, 120, 140]);
    assert_eq!(data.label(2).unwrap(), 9);

    assert_eq!(Dataset::from_idx(&gzip(&images), &labels).unwrap(), data);
    assert_eq!(Dataset::from_idx(&images, &gzip(&labels)).unwrap(), data);
    // A gzip file may consist of several, one after the other.
    let members = [gzip(&images[..10]), gzip(&[]), gzip(&images[10..])].concat();
    assert_eq!(Dataset::from_idx(&members, &labels).unwrap(), data);
    // Zeros may follow each of them, as on tapes.
    for zeros in [1, 511, 512, 100_000] {
        let padded = [gzip(&images[..10]), vec![0; zeros], gzip(&images[10..]), vec![0; zeros]];
        assert_eq!(Dataset::from_idx(&padded.concat(), &labels).unwrap(), data, "{zeros}");
    }
    // And name the file it was made from, as MNIST's own do.
    let mut named = GzBuilder::new()
        .filename("some-images")
        .mtime(844_000_000)
        .read(images.as_slice(), Compression::fast());
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut named, &mut bytes).unwrap();
    assert_eq!(Dataset::from_idx(&bytes, &labels).unwrap(), data);

    assert_eq!(data.to_idx(), (images, labels));
}

#[test]
fn gzip_is_reproducible() {
    let bytes = good().0;
    assert_eq!(gzip(&bytes), gzip(&bytes));
    // No flags, no time, "best compression", no system.
    assert_eq!(gzip(&bytes)[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
}

#[test]
fn every_bad_file_of_images_has_its_sentence() {
    const EXPECTED: &str =
        "images must be an IDX file of images (magic number 2051), raw or gzipped, got";
    let (images, labels) = good();
    let packed = gzip(&images);
    let size = "images must be at least 1 × 1 and at most 4096 pixels each, got";
    let damaged = |at: usize| {
        let mut bytes = packed.clone();
        bytes[at] ^= 0x55;
        bytes
    };
    let corrupt = "images must be an intact gzip file, got one that is damaged";
    let followed = "images must be an intact gzip file, got one that is whole and has other bytes after its end";
    let cut = "images must be an intact gzip file, got one that is cut short";
    let last = packed.len() - 1;
    let cases: Vec<(Vec<u8>, String)> = vec![
        (vec![], format!("{EXPECTED} an empty file")),
        (gzip(&[]), format!("{EXPECTED} a gzip file with nothing in it")),
        (vec![0, 0, 8], format!("{EXPECTED} a file of 3 bytes")),
        (labels.clone(), format!("{EXPECTED} a file of labels (magic number 2049)")),
        (gzip(&labels), format!("{EXPECTED} a file of labels (magic number 2049)")),
        (
            file(&[0x0d03, 1, 1, 1], &[0; 4]),
            format!(
                "{EXPECTED} an IDX file of another kind, 32-bit floating-point numbers in 3 dimensions (magic number 3331)"
            ),
        ),
        (
            file(&[0x0903, 1, 1, 1], &[0]),
            format!(
                "{EXPECTED} an IDX file of another kind, signed bytes in 3 dimensions (magic number 2307)"
            ),
        ),
        (
            file(&[0x0802, 1, 4], &[0; 4]),
            format!(
                "{EXPECTED} an IDX file of another kind, unsigned bytes in 2 dimensions (magic number 2050)"
            ),
        ),
        (
            file(&[0x0b01, 1], &[0; 2]),
            format!(
                "{EXPECTED} an IDX file of another kind, 16-bit whole numbers in 1 dimension (magic number 2817)"
            ),
        ),
        (gzip(&packed), format!("{EXPECTED} a gzip file inside a gzip file")),
        (
            b"\x89PNG\r\n\x1a\n".to_vec(),
            format!("{EXPECTED} a file of another format, whose content starts 89 50 4e 47"),
        ),
        (
            gzip(b"plain text"),
            format!("{EXPECTED} a file of another format, whose content starts 70 6c 61 69"),
        ),
        (
            images[..9].to_vec(),
            "images must be an IDX file with a header of 16 bytes, got a file that ends after 9 \
             bytes"
                .into(),
        ),
        (
            images[..20].to_vec(),
            "images must be 28 bytes (3 images of 2 × 2 pixels after a header of 16 bytes), got \
             20 bytes, cut short"
                .into(),
        ),
        (
            gzip(&images[..27]),
            "images must be 28 bytes (3 images of 2 × 2 pixels after a header of 16 bytes), got \
             27 bytes, cut short"
                .into(),
        ),
        (
            [images.as_slice(), b"xy"].concat(),
            "images must be 28 bytes (3 images of 2 × 2 pixels after a header of 16 bytes), got \
             30 bytes, with others after the last one"
                .into(),
        ),
        (
            gzip(&[images.as_slice(), b"xy"].concat()),
            "images must be 28 bytes (3 images of 2 × 2 pixels after a header of 16 bytes), got \
             30 bytes, with others after the last one"
                .into(),
        ),
        (
            file(&[IMAGES, 0, 2, 2], &[]),
            "images must be an IDX file with at least one image, got one with 0 images".into(),
        ),
        (file(&[IMAGES, 3, 0, 2], &[]), format!("{size} 0 × 2")),
        (file(&[IMAGES, 3, 2, 0], &[]), format!("{size} 2 × 0")),
        (file(&[IMAGES, 1, 64, 65], &[0; 64 * 65]), format!("{size} 64 × 65")),
        (
            file(&[IMAGES, 1, u32::MAX, u32::MAX], &[0; 9]),
            format!("{size} 4294967295 × 4294967295"),
        ),
        (
            file(&[IMAGES, u32::MAX, 64, 64], &[0; 9]),
            "images must be at most 200 MiB once unpacked, got a header that promises 4294967295 \
             images of 64 × 64 pixels"
                .into(),
        ),
        (packed[..2].to_vec(), cut.into()),
        (packed[..last / 2].to_vec(), cut.into()),
        (packed[..last].to_vec(), cut.into()),
        (damaged(2), corrupt.into()),
        (damaged(last - 4), corrupt.into()),
        ([packed.as_slice(), b"more bytes"].concat(), followed.into()),
        ([packed.as_slice(), b"\n"].concat(), followed.into()),
        ([packed.as_slice(), &[0; 512], b"\n"].concat(), followed.into()),
        ([packed.as_slice(), &packed[..5]].concat(), cut.into()),
        (
            [packed.as_slice(), &gzip(&images)].concat(),
            "images must be 28 bytes (3 images of 2 × 2 pixels after a header of 16 bytes), got \
             56 bytes, with others after the last one"
                .into(),
        ),
    ];
    for (bytes, sentence) in cases {
        assert_eq!(refusal(&bytes, &labels), sentence);
    }
}

/// 600 MiB of zeros (many times one packed MiB) behind a header that promises little, and behind
/// one that promises nearly as much as a file may hold.
#[test]
fn a_bomb_is_given_up_on() {
    let labels = good().1;
    let mut bomb = gzip(&file(&[IMAGES, 3, 2, 2], &[]));
    bomb.extend(gzip(&vec![0; 1 << 20]).repeat(600));
    assert_eq!(
        refusal(&bomb, &labels),
        "images must be at most 200 MiB once unpacked, got more than that"
    );

    let mut bomb = gzip(&file(&[IMAGES, 200 * 256 - 1, 64, 64], &[]));
    bomb.extend(gzip(&vec![0; 1 << 20]).repeat(600));
    assert_eq!(
        refusal(&bomb, &labels),
        "images must be at most 200 MiB once unpacked, got more than that"
    );
}

/// What every refusal and every data set must be, whatever the files were.
fn consistent(images: &[u8], labels: &[u8]) -> Result<(), TestCaseError> {
    match Dataset::from_idx(images, labels) {
        Ok(data) => {
            prop_assert!(data.len() >= 1);
            prop_assert!((1..=4096).contains(&(data.rows() * data.columns())));
            for i in 0..data.len() {
                prop_assert_eq!(data.image(i).unwrap().len(), data.rows() * data.columns());
                prop_assert!(data.label(i).unwrap() <= 9);
            }
            let (images, labels) = data.to_idx();
            prop_assert_eq!(Dataset::from_idx(&images, &labels).unwrap(), data);
        }
        Err(error) => {
            let sentence = error.to_string();
            let subject = sentence.starts_with("images ") || sentence.starts_with("labels");
            prop_assert!(subject, "{}", sentence);
            prop_assert!(sentence.contains(" must be ") && sentence.contains(", got "));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(
        images in prop::collection::vec(any::<u8>(), 0..200),
        labels in prop::collection::vec(any::<u8>(), 0..50),
    ) {
        consistent(&images, &labels)?;
        consistent(&[&[0x1f, 0x8b, 8, 0], images.as_slice()].concat(), &labels)?;
        consistent(&gzip(&images), &gzip(&labels))?;
    }

    #[test]
    fn arbitrary_headers_never_panic(
        counts in [prop_oneof![0u32..6, any::<u32>()], prop_oneof![0u32..6, any::<u32>()]],
        size in [prop_oneof![0u32..6, any::<u32>()], prop_oneof![0u32..6, any::<u32>()]],
        content in prop::collection::vec(any::<u8>(), 0..200),
        classes in prop::collection::vec(0u8..11, 0..6),
    ) {
        let images = file(&[IMAGES, counts[0], size[0], size[1]], &content);
        let labels = file(&[LABELS, counts[1]], &classes);
        consistent(&images, &labels)?;
        consistent(&gzip(&images), &labels)?;
    }

    #[test]
    fn mutated_files_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
        packed in any::<bool>(),
        which in any::<bool>(),
    ) {
        let (images, labels) = good();
        let pack = |bytes: Vec<u8>| if packed { gzip(&bytes) } else { bytes };
        let mut files = [pack(images), pack(labels)];
        let file = &mut files[usize::from(which)];
        for (at, byte) in &changes {
            let at = at.index(file.len());
            file[at] = *byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        consistent(&files[0], &files[1])?;
    }

    #[test]
    fn written_files_are_read_back(
        (rows, columns, images, labels) in (1usize..9, 1usize..9, 1usize..20).prop_flat_map(
            |(rows, columns, count)| (
                Just(rows),
                Just(columns),
                prop::collection::vec(any::<u8>(), rows * columns * count),
                prop::collection::vec(0u8..10, count),
            ),
        ),
    ) {
        let data = Dataset::new(images, labels, rows, columns).unwrap();
        let (images, labels) = data.to_idx();
        prop_assert_eq!(&Dataset::from_idx(&images, &labels).unwrap(), &data);
        prop_assert_eq!(&Dataset::from_idx(&gzip(&images), &gzip(&labels)).unwrap(), &data);
    }
}
