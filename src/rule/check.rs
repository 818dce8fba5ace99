//! Whether a rule's options fit each other, a network and a batch.

use super::{Ablation, Integrator, PrecisionOption, RuleName, RuleOptions, Stores};
use crate::error::{Error, Result, shown};
use crate::likelihood::Likelihood;
use crate::node::{Feedback, Variant};

impl RuleOptions {
    /// Whether these options fit each other, a network of these sizes and minibatches of `batch`.
    ///
    /// # Errors
    /// One sentence on the first thing that does not.
    pub fn check(&self, sizes: &[usize], likelihood: Likelihood, batch: usize) -> Result<()> {
        positive("stepSize", self.step_size)?;
        positive("outputVariance", self.output_variance)?;
        positive("learningRate", self.learning_rate)?;
        self.check_belonging()?;
        if let Some(step_size) = self.bottom_step_size {
            positive("bottomStepSize", step_size)?;
        }
        share("decay", self.decay)?;
        share("feedbackDecay", self.feedback_decay)?;
        if self.rule == RuleName::Generative && likelihood == Likelihood::Categorical {
            let expected = "\"gaussian\" for rule generative, since x_L is a picture";
            return Err(Error::invalid("likelihood of the network", expected, "\"categorical\""));
        }
        if self.wants_one_sample() && batch != 1 {
            let expected = "1 sample for rule il-prox, whose variant \"exact\" holds for one alone \
                            (variant \"practical\" takes any number)";
            return Err(Error::invalid("the minibatch", expected, format!("{batch}")));
        }
        match &self.precisions {
            Some(precisions) => check_precisions(precisions, &sizes[1..], likelihood),
            None => Ok(()),
        }
    }

    /// Every option but its default belongs to some rules and to no other.
    fn check_belonging(&self) -> Result<()> {
        use RuleName::{GIl, Generative, IlProx, ImplicitSgd, Langevin, OdeBp, Vpc, Zil};
        let defaults = RuleOptions::new(self.rule);
        let name = self.rule.name();
        let only = |field: &str, given: bool, fits: bool, expected: &str, got: String| {
            if given && !fits {
                return Err(Error::invalid(field, expected, format!("{got} for rule {name}")));
            }
            Ok(())
        };
        let is = |rules: &[RuleName]| rules.contains(&self.rule);
        only(
            "precisions",
            self.precisions.is_some(),
            is(&[Vpc, Generative, Langevin]),
            "left out except for rules vpc, generative and langevin",
            "a list".to_owned(),
        )?;
        only(
            "outputVariance",
            self.output_variance != 1.0,
            is(&[Vpc]),
            "1 except for rule vpc",
            shown(self.output_variance),
        )?;
        only(
            "stores",
            self.stores == Stores::Error,
            is(&[RuleName::Fpa]),
            "\"value\" except for rule fpa",
            "\"error\"".to_owned(),
        )?;
        only(
            "integrator",
            self.integrator == Integrator::Heun,
            is(&[OdeBp]),
            "\"euler\" except for rule ode-bp",
            "\"heun\"".to_owned(),
        )?;
        let ablation = self.ablation.map_or("", Ablation::name);
        only(
            "ablation",
            self.ablation.is_some(),
            is(&[Zil]),
            "left out except for rule zil",
            format!("\"{ablation}\""),
        )?;
        only(
            "learningRate",
            self.learning_rate != defaults.learning_rate,
            self.has_learning_rate(),
            "left out except for rules il-prox and implicit-sgd, and zil with ablation \"early\"",
            shown(self.learning_rate),
        )?;
        only(
            "variant",
            self.variant == Variant::Practical,
            is(&[IlProx]),
            "\"exact\" except for rule il-prox",
            "\"practical\"".to_owned(),
        )?;
        for (field, value) in
            [("bottomStepSize", self.bottom_step_size), ("decay", Some(self.decay))]
        {
            let given = value.is_some_and(|value| field != "decay" || value != 0.0);
            only(
                field,
                given,
                self.has_relaxation(),
                "left out except for rule g-il and the variant \"practical\" of il-prox",
                shown(value.unwrap_or_default()),
            )?;
        }
        only(
            "feedback",
            self.feedback != Feedback::Transpose,
            !is(&[IlProx, ImplicitSgd]) || self.rule == GIl,
            "\"transpose\" for rules il-prox and implicit-sgd, whose steps are those of the true \
             gradient",
            format!("\"{}\"", Feedback::ALL[self.feedback as usize].0),
        )?;
        only(
            "feedbackDecay",
            self.feedback_decay != defaults.feedback_decay,
            self.feedback == Feedback::KolenPollack,
            "left out except for feedback \"kolen-pollack\"",
            shown(self.feedback_decay),
        )
    }
}

fn check_precisions(
    precisions: &[PrecisionOption],
    units: &[usize],
    likelihood: Likelihood,
) -> Result<()> {
    let depth = units.len();
    if precisions.len() != depth {
        let expected = format!("a list of {depth} entries, P_1 to P_{depth}");
        return Err(Error::invalid("precisions", expected, format!("{}", precisions.len())));
    }
    for (i, (precision, &units)) in precisions.iter().zip(units).enumerate() {
        match precision {
            PrecisionOption::Scalar(p) => positive(&format!("precisions[{i}]"), *p)?,
            PrecisionOption::Diagonal(_)
                if i + 1 == depth && likelihood == Likelihood::Categorical =>
            {
                let expected = "a number, since the likelihood is categorical";
                return Err(Error::invalid(format!("precisions[{i}]"), expected, "a list"));
            }
            PrecisionOption::Diagonal(p) if p.len() != units => {
                let expected = format!("a number or a list of {units}, one a unit");
                let got = format!("a list of {}", p.len());
                return Err(Error::invalid(format!("precisions[{i}]"), expected, got));
            }
            PrecisionOption::Diagonal(p) => {
                for (j, p) in p.iter().enumerate() {
                    positive(&format!("precisions[{i}][{j}]"), *p)?;
                }
            }
        }
    }
    Ok(())
}

/// Whether a setting is a finite number above zero that even `f32` can hold.
pub(crate) fn positive(field: &str, value: f64) -> Result<()> {
    if value >= f64::from(f32::MIN_POSITIVE) && value <= f64::from(f32::MAX) {
        return Ok(());
    }
    let expected = "a finite number above 0 (from 1.2e-38 to 3.4e38)";
    Err(Error::invalid(field, expected, shown(value)))
}

/// Whether a setting is a share that something shrinks by.
fn share(field: &str, value: f64) -> Result<()> {
    if (0.0..1.0).contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(field, "from 0 to below 1", shown(value)))
}
