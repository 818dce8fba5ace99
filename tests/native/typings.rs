//! Names that options take stand in the typings for JavaScript too: the same, in the same order.

use pc_playground::rule::{OPTIONS, TYPINGS, Takes};
use pc_playground::{Activation, Feedback, Likelihood, RuleName};

const TYPES: &str = include_str!("../../src/web/types.d.ts");

/// Names as a type has them.
fn union<T>(names: &[(&'static str, T)]) -> String {
    names.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(" | ")
}

#[test]
fn types_of_names_are_those_that_the_core_takes() {
    let types: String = TYPES.split_whitespace().collect::<Vec<_>>().join(" ");
    for (name, names) in [
        ("Rule", format!("| {}", union(&RuleName::ALL))),
        ("FeedbackKind", union(&Feedback::ALL)),
        ("Activation", union(&Activation::ALL)),
        ("Likelihood", union(&Likelihood::ALL)),
    ] {
        let line = format!("export type {name} = {names};");
        assert!(types.contains(&line), "types.d.ts lacks: {line}");
    }
}

#[test]
fn each_option_has_its_line_in_the_typings() {
    assert_eq!(TYPINGS.matches("?: ").count(), OPTIONS.len());
    for option in OPTIONS {
        let expected = match option.takes {
            Takes::Number(..) | Takes::Seed(..) => "number".to_owned(),
            Takes::Name(..) if option.field == "feedback" => "FeedbackKind".to_owned(),
            Takes::Name(names, ..) => {
                union(&names.iter().map(|&name| (name, ())).collect::<Vec<_>>())
            }
            Takes::Precisions => "(number | number[])[]".to_owned(),
        };
        let line = format!("\n  {}?: {expected};\n", option.field);
        assert!(TYPINGS.contains(&line), "the typings lack: {line}");
    }
}
