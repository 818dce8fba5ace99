//! Whether a rule's options fit each other, a network and a batch.

use super::{OPTIONS, PrecisionOption, Range, RuleName, RuleOptions, Takes};
use crate::error::{Error, Result, shown};
use crate::likelihood::Likelihood;

impl RuleOptions {
    /// Whether these options fit each other, a network of these sizes and minibatches of `batch`.
    ///
    /// # Errors
    /// One sentence on the first thing that does not.
    pub fn check(&self, sizes: &[usize], likelihood: Likelihood, batch: usize) -> Result<()> {
        self.check_ranges()?;
        self.check_belonging()?;
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

    /// An option that is not its default belongs to some rules and to no other.
    fn check_belonging(&self) -> Result<()> {
        for option in OPTIONS.iter().filter(|option| !(option.belongs)(self)) {
            let Some(told) = option.told(self) else { continue };
            let got = match option.takes {
                Takes::Number(_, get, _) => get(self).map_or(told, shown),
                Takes::Name(..) => format!("\"{told}\""),
                Takes::Seed(..) => told,
                Takes::Precisions => "a list".to_owned(),
            };
            let got = format!("{got} for rule {}", self.rule.name());
            return Err(Error::invalid(option.field, option.otherwise, got));
        }
        Ok(())
    }

    /// Every number lies in its range.
    fn check_ranges(&self) -> Result<()> {
        for option in OPTIONS {
            if let Takes::Number(range, get, _) = option.takes
                && let Some(value) = get(self)
            {
                match range {
                    Range::Positive => positive(option.field, value)?,
                    Range::Share => share(option.field, value)?,
                }
            }
        }
        Ok(())
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
