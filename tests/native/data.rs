//! Data: looking things up, splitting, and the drawn digits.
//!
//! The pinned sums are of what a seed gives; they must be the same natively and in wasm.

use pc_playground::Dataset;
use proptest::prelude::*;

/// FNV-1a, 64 bits.
fn sum(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
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

proptest! {
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
