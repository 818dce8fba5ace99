//! Which trainer a checkpoint is of: what must be the same for training to go on to the same bits, as names and texts.
//!
//! The learning rate may be another one, so that a run can go on more slowly; the steps that a picture is classified
//! with are no part of training.

use super::Trainer;
use crate::optimizer::OptimizerKind;
use crate::real::Real;
use crate::rule::{OPTIONS, RuleOption, RuleOptions};
use crate::storage::{Json, list};

/// A setting: its name in the options, and its value, if that is not what it is by default. What is always told has
/// defaults that follow from other settings or may change.
type Setting = (&'static str, Option<String>);

/// The settings of a trainer.
pub(super) fn settings<R: Real>(trainer: &Trainer<R>, data: u32) -> Vec<Setting> {
    let network = trainer.network.borrow();
    let options = &trainer.options;
    let hidden = &network.layers[..network.depth() - 1];
    let activations: Vec<_> = hidden.iter().map(|layer| layer.activation.name()).collect();
    let optimizer = options.optimizer;
    let told = |name, value: String| (name, Some(value));
    let mut all = vec![
        told("sizes", list(&network.sizes())),
        told("dtype", R::NAME.to_owned()),
        told("activation", list(&activations)),
        told("likelihood", network.likelihood.name().to_owned()),
        told("rule", options.rule.rule.name().to_owned()),
        told("steps", options.steps.to_string()),
        told("optimizer", name_of(&OptimizerKind::ALL, optimizer.kind)),
        told("checksum of the data", format!("{data:08x}")),
    ];
    let momentum = optimizer.kind != OptimizerKind::Sgd;
    all.push(("optimizer.momentum", momentum.then(|| optimizer.momentum.to_string())));
    all.extend(of_rule(&options.rule));
    all
}

/// Those of its rule, but for the learning rate, which is the optimizer's. γ is always told: its default follows the rule.
fn of_rule(options: &RuleOptions) -> impl Iterator<Item = Setting> {
    let told = |option: &RuleOption| match option.field {
        "stepSize" => option.text(options),
        _ => option.told(options),
    };
    let own = OPTIONS.iter().filter(|option| option.field != "learningRate");
    own.map(move |option| (option.field, told(option)))
}

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> String {
    let found = names.iter().find(|(_, known)| *known == value);
    found.map_or("", |(name, _)| name).to_owned()
}

/// As an object in JSON: names and texts need no escapes.
pub(super) fn written(settings: &[Setting]) -> String {
    let told = settings.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    let fields: Vec<_> = told.map(|(name, value)| format!(r#""{name}":"{value}""#)).collect();
    format!("{{{}}}", fields.join(","))
}

/// The first setting in which a checkpoint differs: its name, the value here, the value there.
pub(super) fn difference(own: &[Setting], came: &Json) -> Option<[String; 3]> {
    let shown = |value: Option<&str>| {
        let value = value.unwrap_or("none");
        let dots = if value.chars().count() > MAX_SHOWN { "…" } else { "" };
        format!("{}{dots}", value.chars().take(MAX_SHOWN).collect::<String>())
    };
    let theirs = |name: &str| came.get(name).and_then(Json::text);
    let differs = own.iter().find(|(name, value)| value.as_deref() != theirs(name));
    if let Some((name, value)) = differs {
        return Some([(*name).to_owned(), shown(value.as_deref()), shown(theirs(name))]);
    }
    let unknown = |(name, _): &&(String, Json)| own.iter().all(|(own, _)| own != name);
    let (name, _) = came.fields()?.iter().find(unknown)?;
    Some([shown(Some(name)), shown(None), shown(theirs(name))])
}

/// The most characters of a value that a message repeats.
const MAX_SHOWN: usize = 60;
