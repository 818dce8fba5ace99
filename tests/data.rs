//! Data: IDX files good and bad, the drawn digits, looking things up and splitting.
//!
//! The pinned sums are of what a seed gives; they must be the same natively and in wasm.
#![cfg(not(target_arch = "wasm32"))]

use flate2::{Compression, GzBuilder};
use pc_playground::Dataset;
use pc_playground::data::gzip;
use proptest::prelude::*;

const IMAGES: u32 = 2051;
const LABELS: u32 = 2049;

/// A file with this header and this content.
fn file(header: &[u32], content: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = header.iter().flat_map(|number| number.to_be_bytes()).collect();
    bytes.extend_from_slice(content);
    bytes
}

/// Three images of 2 × 2 pixels with the labels 7, 0 and 9.
fn good() -> (Vec<u8>, Vec<u8>) {
    let pixels: Vec<u8> = (0..12).map(|i| i * 20).collect();
    (file(&[IMAGES, 3, 2, 2], &pixels), file(&[LABELS, 3], &[7, 0, 9]))
}

fn refusal(images: &[u8], labels: &[u8]) -> String {
    Dataset::from_idx(images, labels).unwrap_err().to_string()
}

/// FNV-1a, 64 bits.
fn sum(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
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
    let corrupt = "images must be an intact gzip file, got one that is damaged or has other bytes \
                   after its end";
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
            format!("{EXPECTED} an IDX file of another kind (magic number 3331)"),
        ),
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
        ([packed.as_slice(), b"more bytes"].concat(), corrupt.into()),
    ];
    for (bytes, sentence) in cases {
        assert_eq!(refusal(&bytes, &labels), sentence);
    }
}

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

#[test]
fn pixels_and_labels_are_checked_without_files_too() {
    let sentence = |images: usize, labels: &[u8], rows, columns| {
        Dataset::new(vec![0; images], labels.to_vec(), rows, columns).unwrap_err().to_string()
    };
    assert_eq!(
        sentence(5, &[1], 2, 2),
        "images must be one or more times 2 × 2 pixels, got 5 pixels"
    );
    assert_eq!(
        sentence(0, &[], 2, 2),
        "images must be one or more times 2 × 2 pixels, got 0 pixels"
    );
    assert_eq!(
        sentence(8, &[1], 2, 2),
        "labels must be one for each of the 2 images, got 1 labels"
    );
    assert_eq!(
        sentence(4, &[1], usize::MAX, usize::MAX),
        format!(
            "images must be at least 1 × 1 and at most 4096 pixels each, got {0} × {0}",
            usize::MAX
        )
    );
}

#[test]
fn looking_up_is_bounded_and_names_the_argument() {
    let data = Dataset::synthetic(1000, 0).unwrap();
    let out = "i must be a whole number from 0 to 999, got 1000";
    assert_eq!(data.image(1000).unwrap_err().to_string(), out);
    assert_eq!(data.label(1000).unwrap_err().to_string(), out);
    let out = "start + count must be at most 1000, got 1010";
    assert_eq!(data.inputs(990, 20).unwrap_err().to_string(), out);
    assert_eq!(data.targets(990, 20).unwrap_err().to_string(), out);
    assert!(data.inputs(usize::MAX, usize::MAX).is_err());
    assert!(data.targets(1, usize::MAX).is_err());

    assert_eq!(data.inputs(1000, 0).unwrap(), [0.0; 0]);
    let (inputs, targets) = (data.inputs(3, 2).unwrap(), data.targets(3, 2).unwrap());
    assert_eq!((inputs.len(), targets.len()), (2 * 784, 20));
    for k in 0..2 {
        for (input, &pixel) in inputs[k * 784..].iter().zip(data.image(3 + k).unwrap()) {
            assert_eq!(*input, f64::from(pixel) / 255.0);
        }
        for class in 0..10 {
            let is = class == usize::from(data.label(3 + k).unwrap());
            assert_eq!(targets[k * 10 + class], f64::from(u8::from(is)));
        }
    }
}

#[test]
fn split_refuses_with_a_sentence() {
    let data = Dataset::synthetic(1000, 0).unwrap();
    let sentence = |counts: &[usize]| data.split(counts, 0).unwrap_err().to_string();
    assert_eq!(sentence(&[]), "counts must be a list of one or more numbers, got an empty list");
    assert_eq!(sentence(&[5, 0]), "counts[1] must be a whole number from 1 to 1000, got 0");
    assert_eq!(sentence(&[500, 510]), "the sum of counts must be at most 1000, got 1010");
    assert_eq!(
        sentence(&[usize::MAX, 1]),
        format!("the sum of counts must be at most 1000, got {}", usize::MAX as u128 + 1)
    );
}

/// `count` images of 1 × 2 pixels that are all different; the labels follow from them.
fn numbered(count: usize) -> Dataset {
    let images = (0..count).flat_map(|i| (i as u16).to_be_bytes()).collect();
    let labels = (0..count).map(|i| (i % 10) as u8).collect();
    Dataset::new(images, labels, 1, 2).unwrap()
}

/// The numbers of the images in a part, each of which must still have its own label.
fn numbers(part: &Dataset) -> Vec<usize> {
    let number = |i| {
        let image = part.image(i).unwrap();
        let number = usize::from(u16::from_be_bytes([image[0], image[1]]));
        assert_eq!(usize::from(part.label(i).unwrap()), number % 10);
        number
    };
    (0..part.len()).map(number).collect()
}

#[test]
fn split_deals_every_image_once_and_follows_its_seed() {
    let data = numbered(1000);
    let parts = data.split(&[700, 200, 100], 5).unwrap();
    assert_eq!(parts.iter().map(Dataset::len).collect::<Vec<_>>(), [700, 200, 100]);
    let order: Vec<usize> = parts.iter().flat_map(numbers).collect();
    let mut sorted = order.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..1000).collect::<Vec<_>>());

    assert_eq!(data.split(&[700, 200, 100], 5).unwrap(), parts);
    // Where it is cut does not change the order.
    assert_eq!(numbers(&data.split(&[10], 5).unwrap()[0]), order[..10]);
    let other = numbers(&data.split(&[1000], 6).unwrap()[0]);
    assert_ne!(other, order);
    // Shuffled: hardly any image stays where it was (one is expected to).
    assert!(order.iter().enumerate().filter(|&(i, &number)| i == number).count() < 10);

    assert_eq!(sum(order.iter().flat_map(|&i| (i as u16).to_be_bytes())), SPLIT_SUM);
}

/// Of the order that seed 5 gives 1,000 images.
const SPLIT_SUM: u64 = 4_976_327_655_042_005_865;
/// Of the first 200 drawn digits of seed 3: pixels and labels.
const DIGITS_SUM: u64 = 17_795_070_633_974_508_070;

#[test]
fn drawn_digits_are_pinned_and_follow_their_seed() {
    let digits = Dataset::synthetic(200, 3).unwrap();
    let (images, labels) = digits.to_idx();
    assert_eq!(sum(images.into_iter().chain(labels)), DIGITS_SUM);

    assert_ne!(Dataset::synthetic(200, 4).unwrap(), digits);
    // A larger count only adds.
    let more = Dataset::synthetic(345, 3).unwrap();
    for i in 0..200 {
        assert_eq!(more.image(i).unwrap(), digits.image(i).unwrap());
        assert_eq!(more.label(i).unwrap(), digits.label(i).unwrap());
    }
}

#[test]
fn drawn_digits_are_bounded_in_number() {
    for (count, got) in [(0, "0"), (100_001, "100001"), (usize::MAX, &usize::MAX.to_string())] {
        assert_eq!(
            Dataset::synthetic(count, 0).unwrap_err().to_string(),
            format!("count must be a whole number from 1 to 100000, got {got}")
        );
    }
    assert_eq!(Dataset::synthetic(1, 0).unwrap().len(), 1);
}

#[test]
fn drawn_digits_are_balanced_different_and_whole() {
    let digits = Dataset::synthetic(2000, 11).unwrap();
    let mut seen = std::collections::HashSet::new();
    let mut of_class = [0; 10];
    let mut order = Vec::new();
    for i in 0..digits.len() {
        let image = digits.image(i).unwrap();
        let label = digits.label(i).unwrap();
        order.push(label);
        of_class[usize::from(label)] += 1;
        assert!(seen.insert(image), "digit {i} was drawn before");
        assert_eq!(image.iter().max(), Some(&255), "digit {i} has no full ink");
        let inked = image.iter().filter(|&&pixel| pixel > 127).count();
        assert!((15..300).contains(&inked), "digit {i} has {inked} inked pixels");
        let mut edge = (0..28).flat_map(|k| [k, 756 + k, 28 * k, 28 * k + 27]);
        assert!(edge.all(|k| image[k] == 0), "digit {i}, a {label}, runs out of the picture");
    }
    assert_eq!(of_class, [200; 10]);
    assert_ne!(order[..10], order[10..20], "the labels come in one fixed order");
}

/// The class whose mean of the first 1,000 digits is nearest names over 80 % of 500 others.
#[test]
fn drawn_digits_can_be_learnt() {
    let digits = Dataset::synthetic(1500, 2).unwrap();
    let mut means = vec![[0.0; 784]; 10];
    for i in 0..1000 {
        let mean = &mut means[usize::from(digits.label(i).unwrap())];
        for (mean, &pixel) in mean.iter_mut().zip(digits.image(i).unwrap()) {
            *mean += f64::from(pixel) / 100.0; // 100 digits a class
        }
    }
    let distance = |mean: &[f64; 784], image: &[u8]| -> f64 {
        mean.iter().zip(image).map(|(m, &pixel)| (m - f64::from(pixel)).powi(2)).sum()
    };
    let right = (1000..1500)
        .filter(|&i| {
            let image = digits.image(i).unwrap();
            let nearest = (0..10)
                .min_by(|&a, &b| distance(&means[a], image).total_cmp(&distance(&means[b], image)));
            nearest == Some(usize::from(digits.label(i).unwrap()))
        })
        .count();
    assert!(right > 400, "{right} of 500");
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

    #[test]
    fn any_split_deals_images_at_most_once(
        counts in prop::collection::vec(1usize..40, 1..6),
        left in 0usize..40,
        seed in any::<u64>(),
    ) {
        let whole = counts.iter().sum::<usize>() + left;
        let parts = numbered(whole).split(&counts, seed).unwrap();
        prop_assert_eq!(&parts.iter().map(Dataset::len).collect::<Vec<_>>(), &counts);
        let mut dealt: Vec<usize> = parts.iter().flat_map(numbers).collect();
        dealt.sort_unstable();
        dealt.dedup();
        prop_assert_eq!(dealt.len(), whole - left);
    }
}
