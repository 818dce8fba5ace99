//! Networks that other programs saved: tensors as PyTorch names and shapes them, and nothing of what is between them.

use pc_playground::storage::{AnyNetwork, Untold, inspect, load, save};
use pc_playground::{Activation, Likelihood, Network, NetworkOptions};

/// A tensor that is to be in a file: its name, its shape, the type of its numbers.
type Entry<'a> = (&'a str, Vec<usize>, &'a str);

/// Number `i` of the tensor that comes `k`-th: exact in half precision too.
fn number(k: usize, i: usize) -> f64 {
    ((7 * i + 3 * k) % 16) as f64 / 16.0 - 0.5
}

/// The bits of a small multiple of 1/16 in half precision, by the bits of the same number in single.
fn half(value: f64) -> u16 {
    let bits = (value as f32).to_bits();
    if value == 0.0 {
        return (bits >> 16) as u16;
    }
    let exponent = ((bits >> 23 & 255) as i32 - 127 + 15) as u16;
    (bits >> 16 & 0x8000) as u16 | exponent << 10 | (bits >> 13 & 1023) as u16
}

fn file(entries: &[Entry]) -> Vec<u8> {
    let (mut header, mut data) = (vec![r#""__metadata__":{"format":"pt"}"#.to_owned()], Vec::new());
    for (k, (name, shape, dtype)) in entries.iter().enumerate() {
        let start = data.len();
        for i in 0..shape.iter().product() {
            let value = number(k, i);
            match *dtype {
                "F64" => data.extend(value.to_le_bytes()),
                "F32" => data.extend((value as f32).to_le_bytes()),
                "F16" => data.extend(half(value).to_le_bytes()),
                "BF16" => data.extend(&(value as f32).to_le_bytes()[2..]),
                _ => data.extend((i as i64).to_le_bytes()),
            }
        }
        let end = data.len();
        header.push(format!(
            r#""{name}":{{"dtype":"{dtype}","shape":{shape:?},"data_offsets":[{start},{end}]}}"#
        ));
    }
    let header = format!("{{{}}}", header.join(","));
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat()
}

/// Weights and biases of modules of these names, in a chain of these sizes, all of one type.
fn modules<'a>(
    names: &[&str],
    sizes: &[usize],
    dtype: &'a str,
) -> Vec<(String, Vec<usize>, &'a str)> {
    let each = names.iter().zip(sizes.windows(2)).flat_map(|(name, size)| {
        let dot = if name.is_empty() { "" } else { "." };
        [
            (format!("{name}{dot}weight"), vec![size[1], size[0]], dtype),
            (format!("{name}{dot}bias"), vec![size[1]], dtype),
        ]
    });
    each.collect()
}

fn borrowed<'a>(entries: &'a [(String, Vec<usize>, &'a str)]) -> Vec<Entry<'a>> {
    entries.iter().map(|(name, shape, dtype)| (name.as_str(), shape.clone(), *dtype)).collect()
}

/// The parameters that the tensors of a file give, function by function: `at[l]` says which come as the weights and the bias of `f_l`.
fn holds(network: &Network<f32>, at: &[(usize, Option<usize>)]) {
    assert_eq!(network.depth(), at.len());
    for (layer, &(weights, bias)) in network.layers.iter().zip(at) {
        let wanted = |k, count| (0..count).map(move |i| number(k, i) as f32);
        assert!(layer.weights.iter().copied().eq(wanted(weights, layer.weights.len())));
        match bias {
            Some(k) => assert!(layer.bias.iter().copied().eq(wanted(k, layer.bias.len()))),
            None => assert!(layer.bias.iter().all(|&bias| bias == 0.0)),
        }
    }
}

fn single(bytes: &[u8]) -> Network<f32> {
    match load(bytes, &Untold::default()) {
        Ok(AnyNetwork::F32(network)) => network,
        other => panic!("{other:?}"),
    }
}

#[test]
fn state_dicts_of_pytorch_open_by_their_names_and_shapes() {
    let sizes = [5, 4, 4, 4, 3];
    for names in [
        ["0", "2", "4", "6"],
        ["8", "9", "10", "11"],
        ["fc1", "fc2", "fc3", "fc4"],
        ["layers.0", "layers.3", "layers.12", "layers.100"],
        ["net.0.linear", "net.1.linear", "net.2.linear", "net.10.linear"],
        ["module.model.1", "module.model.2", "module.model.3", "module.model.20"],
        ["input", "hidden.0", "hidden.1", "output"],
        ["stem", "blocks.2", "blocks.10", "head"],
    ] {
        let mut entries = modules(&names, &sizes, "F32");
        let network = single(&file(&borrowed(&entries)));
        assert_eq!(network.sizes(), sizes, "{names:?}");
        holds(&network, &[(0, Some(1)), (2, Some(3)), (4, Some(5)), (6, Some(7))]);
        // Whatever the order in the file.
        entries.reverse();
        let network = single(&file(&borrowed(&entries)));
        holds(&network, &[(7, Some(6)), (5, Some(4)), (3, Some(2)), (1, Some(0))]);
    }
    // Shapes alone tell where no width comes twice in turn.
    let entries = modules(&["z", "b", "y", "a"], &[5, 4, 3, 4, 2], "F32");
    assert_eq!(single(&file(&borrowed(&entries))).sizes(), [5, 4, 3, 4, 2]);
    // One layer, with and without a name.
    for name in ["", "linear"] {
        let bytes = file(&borrowed(&modules(&[name], &[5, 3], "F32")));
        let network = single(&bytes);
        holds(&network, &[(0, Some(1))]);
        assert_eq!(network.layers[0].activation, Activation::Identity);
        assert_eq!(inspect(&bytes).unwrap().activations, Some(vec![]), "there is none to tell");
    }
    // Layers without a bias, some or all.
    let bytes = file(&[
        ("0.weight", vec![4, 5], "F32"),
        ("2.weight", vec![3, 4], "F32"),
        ("2.bias", vec![3], "F32"),
    ]);
    holds(&single(&bytes), &[(0, None), (1, Some(2))]);
    holds(&single(&file(&[("0.weight", vec![4, 5], "F32")])), &[(0, None)]);
}

#[test]
fn half_precision_opens_as_single_and_double_stays() {
    for dtype in ["F16", "BF16", "F32"] {
        let bytes = file(&borrowed(&modules(&["0", "2"], &[5, 4, 3], dtype)));
        holds(&single(&bytes), &[(0, Some(1)), (2, Some(3))]);
        assert!(!inspect(&bytes).unwrap().double);
    }
    // Types may be mixed; one double makes all double.
    let mut entries = modules(&["0", "2"], &[5, 4, 3], "F16");
    entries[3].2 = "F64";
    let Ok(AnyNetwork::F64(network)) = load(&file(&borrowed(&entries)), &Untold::default()) else {
        panic!("it has a tensor of double precision");
    };
    assert_eq!(network.layers[1].bias[2], number(3, 2));
    assert_eq!(network.layers[0].weights[7], number(0, 7));
}

#[test]
fn what_is_not_told_is_what_the_caller_says() {
    let bytes = file(&borrowed(&modules(&["0", "2", "4"], &[5, 4, 4, 3], "F32")));
    let outline = inspect(&bytes).unwrap();
    assert_eq!(outline.sizes, [5, 4, 4, 3]);
    assert_eq!((outline.activations, outline.likelihood), (None, None));
    let made = single(&bytes);
    let activations = |network: &Network<f32>| -> Vec<_> {
        network.layers.iter().map(|layer| layer.activation).collect()
    };
    assert_eq!(activations(&made), [Activation::Tanh, Activation::Tanh, Activation::Identity]);
    assert_eq!(made.likelihood, Likelihood::Categorical);
    let untold = Untold {
        activations: vec![Activation::Relu, Activation::Sigmoid],
        likelihood: Likelihood::Gaussian,
    };
    let Ok(AnyNetwork::F32(network)) = load(&bytes, &untold) else { panic!() };
    assert_eq!(
        activations(&network),
        [Activation::Relu, Activation::Sigmoid, Activation::Identity]
    );
    assert_eq!(network.likelihood, Likelihood::Gaussian);
    // Saved, it tells everything; then what the caller says is without use.
    let own = save(&network);
    assert_eq!(load(&own, &Untold::default()), Ok(AnyNetwork::F32(network)));
    let told = inspect(&own).unwrap();
    assert_eq!(told.activations, Some(untold.activations));
    assert_eq!(told.likelihood, Some(Likelihood::Gaussian));
    let three = Untold { activations: vec![Activation::Relu; 3], ..Untold::default() };
    let error = load(&bytes, &three).unwrap_err().to_string();
    assert_eq!(
        error,
        "activation must be one activation, or one for each of the 2 hidden layers, got 3"
    );
    // One of ours with another's names of tensors is still ours.
    let ours = save(&Network::<f32>::new(&NetworkOptions::new(&[2, 2])).unwrap());
    assert_eq!(inspect(&ours).unwrap().likelihood, Some(Likelihood::Categorical));
}

#[test]
fn files_that_do_not_tell_a_chain_are_refused_with_a_sentence() {
    const CHAIN: &str = "bytes must be a file of one chain of weight matrices:";
    let refusal =
        |entries: &[Entry]| load(&file(entries), &Untold::default()).unwrap_err().to_string();
    let chain = |names: &[&str], sizes: &[usize]| refusal(&borrowed(&modules(names, sizes, "F32")));
    let order = format!("{CHAIN} one whose order its shapes or the numbers in its names tell, got");

    assert_eq!(
        chain(&["one", "two", "three", "four"], &[5, 4, 4, 4, 3]),
        format!("{order} \"three.weight\", \"two.weight\", which could change places")
    );
    assert_eq!(
        chain(&["a", "b", "c", "d", "e"], &[5, 4, 2, 4, 2, 3]),
        format!("{order} \"b.weight\", \"c.weight\", \"d.weight\", which could change places")
    );
    assert_eq!(
        chain(&["encoder.0", "encoder.2", "decoder.0", "decoder.2"], &[5, 4, 2, 4, 5]),
        format!(
            "{order} \"decoder.0.weight\", \"decoder.2.weight\", \"encoder.0.weight\", \"encoder.2.weight\", which could change places"
        )
    );
    // [in, out], as other libraries have it: it would chain from back to front.
    assert_eq!(
        refusal(&[("0.weight", vec![5, 4], "F32"), ("1.weight", vec![4, 3], "F32")]),
        format!(
            "{CHAIN} numbered in the order in which they chain, of shape [out, in], got \"0.weight\" whose shapes chain only behind \"1.weight\""
        )
    );
    assert_eq!(
        refusal(&[("0.weight", vec![4, 5], "F32"), ("2.weight", vec![3, 6], "F32")]),
        format!(
            "{CHAIN} each, of shape [out, in], reads what the one before gives, got \"0.weight\" of shape [4,5], then \"2.weight\" of shape [3,6]"
        )
    );
    let tensors = format!(
        "{CHAIN} tensors \"….weight\" of shape [out, in] and \"….bias\" of shape [out], and no others, got"
    );
    for (entry, got) in [
        (("conv.weight", vec![2, 1, 3, 3], "F32"), "\"conv.weight\" of shape [2,1,3,3]"),
        (("1.weight", vec![4], "F32"), "\"1.weight\" of shape [4]"),
        (("1.num_batches_tracked", vec![], "I64"), "\"1.num_batches_tracked\" of shape []"),
        (("1.bias", vec![4], "F32"), "\"1.bias\" of shape [4]"),
        (("W0", vec![4, 5], "F32"), "\"W0\" of shape [4,5]"),
    ] {
        assert_eq!(refusal(&[("0.weight", vec![4, 5], "F32"), entry]), format!("{tensors} {got}"));
    }
    assert_eq!(
        refusal(&[("0.weight", vec![4, 5], "F32"), ("0.bias", vec![5], "F32")]),
        "\"0.bias\" must be a bias of shape [4], one for each output, got [5]"
    );
    assert_eq!(
        refusal(&[("0.weight", vec![4, 5], "I64")]),
        "\"0.weight\" must be a tensor of type F64, F32, F16 or BF16, got type I64 and shape [4,5]"
    );
    assert_eq!(refusal(&[]), format!("{CHAIN} one or more, got a file without any"));
    let many: Vec<_> = (0..65).map(|i| (format!("{i}.weight"), vec![1, 1], "F32")).collect();
    assert_eq!(refusal(&borrowed(&many)), format!("{CHAIN} at most 64 matrices, got 65"));
    let many: Vec<_> = (0..5000).map(|i| (format!("{i}.weight"), vec![1, 1], "F32")).collect();
    assert_eq!(refusal(&borrowed(&many)), format!("{CHAIN} at most 128 tensors, got 5000"));
    // Sixty-four that all fit each other but one: the search ends.
    let mut knot: Vec<_> = (0..63).map(|i| (format!("{i}.weight"), vec![1, 1], "F32")).collect();
    knot.push(("63.weight".to_owned(), vec![7, 8], "F32"));
    assert!(refusal(&borrowed(&knot)).starts_with(CHAIN));
    let wide = refusal(&[("0.weight", vec![4, 4097], "F32")]);
    assert_eq!(wide, "sizes[0] must be a whole number from 1 to 4096, got 4097");
}
