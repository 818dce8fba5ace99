//! README's table of all rules, row by row: what it says is run.

use pc_playground::{
    Ablation, Counters, Feedback, Inference, Integrator, Likelihood, Network, NetworkOptions,
    RuleName, RuleOptions, Variant,
};

const DEPTH: usize = 5;

struct Row {
    cells: Vec<String>,
    options: RuleOptions,
}

/// The rows of the table: the rule's name and option are code in the first cell.
fn rows() -> Vec<Row> {
    let readme = include_str!("../../README.md");
    let table = readme.split("## All rules").nth(1).expect("the section is there");
    let rows = table.lines().skip_while(|line| !line.starts_with("| `"));
    rows.take_while(|line| line.starts_with('|')).map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<String> =
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    assert_eq!(cells.len(), 5, "{line}");
    let code: Vec<&str> = cells[0].split('`').skip(1).step_by(2).collect();
    let any = cells[0].starts_with("any");
    let name = if any { "bp" } else { code[0] };
    let (_, rule) = RuleName::ALL.into_iter().find(|(n, _)| *n == name).expect(name);
    let mut options = RuleOptions::new(rule);
    match code.last().copied().filter(|option| option.contains(':')) {
        None => {}
        Some("outputVariance: k") => options.output_variance = 100.0,
        Some("stepSize: 0.5") => options.step_size = 0.5,
        Some("ablation: \"latents\"") => options.ablation = Some(Ablation::Latents),
        Some("ablation: \"together\"") => options.ablation = Some(Ablation::Together),
        Some("ablation: \"early\"") => options.ablation = Some(Ablation::Early),
        Some("integrator: \"heun\"") => options.integrator = Integrator::Heun,
        Some("variant: \"practical\"") => options.variant = Variant::Practical,
        Some("feedback: \"random\"") => options.feedback = Feedback::Random,
        Some(option) => panic!("README names an option that this test does not know: {option}"),
    }
    Row { cells, options }
}

fn network() -> Network<f64> {
    let mut options = NetworkOptions::new(&[6, 5, 4, 5, 4, 3]);
    options.likelihood = Likelihood::Gaussian;
    let mut network = Network::new(&options).unwrap();
    network.layers.iter_mut().for_each(|layer| layer.weights *= 2.0);
    network
}

fn run(options: &RuleOptions, steps: usize) -> Inference<f64> {
    let inputs = [0.3, -0.8, 0.5, 0.9, -0.2, 0.7];
    let targets = [0.8, -0.5, 0.4];
    let mut inference = Inference::new(&network(), &inputs, &targets, options).unwrap();
    (0..steps).for_each(|_| inference.step());
    inference
}

/// `‖g − c·g_BP‖ / ‖c·g_BP‖` of all weights, with a factor c for each function.
fn off(options: &RuleOptions, steps: usize, factor: impl Fn(usize) -> f64) -> f64 {
    let mut bp = run(&RuleOptions::new(RuleName::Bp), DEPTH);
    let mut rule = run(options, steps);
    let (mut apart, mut length) = (0.0, 0.0);
    for l in 0..DEPTH {
        let expected = bp.gradient(l).weights.clone() * factor(l);
        apart += (&rule.gradient(l).weights - &expected).norm_squared();
        length += expected.norm_squared();
    }
    f64::sqrt(apart / length)
}

#[test]
fn every_rule_has_a_row() {
    let rows = rows();
    for (name, _) in RuleName::ALL {
        let own = format!("`{name}`");
        assert_eq!(rows.iter().filter(|row| row.cells[0] == own).count(), 1, "{name}");
    }
}

#[test]
fn local_is_what_the_rules_say() {
    for row in rows() {
        let local = if row.options.rule.is_local() { "yes" } else { "no" };
        assert_eq!(row.cells[1], local, "{}", row.cells[0]);
    }
}

/// "exactly": at T = L − 1, and where it says ≥ also later; and no sooner. "in the limit": not with
/// the defaults, but ever closer. "up to a factor": with it. "no": not even after many steps.
#[test]
fn equality_is_what_they_find() {
    for row in rows() {
        let (name, when) = (&row.cells[0], &row.cells[3]);
        let mut options = row.options.clone();
        let same = |_: usize| 1.0;
        match row.cells[2].as_str() {
            "exactly" => {
                assert!(off(&options, DEPTH - 1, same) < 1e-12, "{name}");
                assert!(off(&options, DEPTH - 2, same) > 1e-3, "{name} is there too soon");
                if when.contains('≥') {
                    assert!(off(&options, DEPTH + 3, same) < 1e-12, "{name}, later");
                }
            }
            "in the limit" => {
                let errors: Vec<f64> = (0..3)
                    .map(|i| {
                        let scale = 10f64.powi(i);
                        let mut steps = options.usual_steps(DEPTH);
                        if when.contains("k →") {
                            options.output_variance = 100.0 * scale;
                        }
                        if when.contains("α →") {
                            options.learning_rate = 0.1 / scale;
                        }
                        if when.contains("T →") {
                            steps = if when.len() > 10 { 20_000 } else { 8 << (2 * i) };
                        }
                        off(&options, steps, same)
                    })
                    .collect();
                assert!(errors[0] > 1e-6, "{name}: {errors:?}");
                assert!(errors[1] < 0.2 * errors[0], "{name}: {errors:?}");
                assert!(errors[2] < 0.2 * errors[1] || errors[2] < 1e-9, "{name}: {errors:?}");
            }
            "up to a factor" => {
                let power = |l: usize| options.step_size.powi((DEPTH - 1 - l) as i32);
                assert!(off(&options, DEPTH - 1, power) < 1e-12, "{name}");
                assert!(off(&options, DEPTH - 1, same) > 1e-2, "{name}");
            }
            "no" => {
                for steps in [DEPTH - 1, 40, 2000] {
                    assert!(off(&options, steps, same) > 1e-2, "{name} at {steps}");
                }
            }
            cell => panic!("{name}: README says \"{cell}\""),
        }
    }
}

/// Products of one step (of L steps, by L, where a step is not like the next).
#[test]
fn a_step_costs_what_it_costs() {
    let products = |counters: &Counters| {
        (counters.forward.iter().sum::<u64>() + counters.vjp.iter().sum::<u64>()) as f64
    };
    let own = |options: &RuleOptions| {
        let steps = if options.rule == RuleName::ImplicitSgd { DEPTH } else { 1 };
        let before = products(&run(options, 2).counters());
        (products(&run(options, 2 + steps).counters()) - before) / steps as f64
    };
    let depth = DEPTH as f64;
    for row in rows() {
        let expected = match row.cells[4].as_str() {
            "1" => 1.0,
            "L−1" => depth - 1.0,
            "2(L−1)" => 2.0 * (depth - 1.0),
            "(2L−1)/L" => (2.0 * depth - 1.0) / depth,
            "as without" => own(&RuleOptions::new(row.options.rule)),
            cell => panic!("{}: README says \"{cell}\"", row.cells[0]),
        };
        assert_eq!(own(&row.options), expected, "{}", row.cells[0]);
    }
}
