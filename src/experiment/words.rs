//! How answers write for readers: numbers, and the names of what rows hold.

/// Rules as readers know them, by the names that the page has (`www/js/model/schemes.js`); what is not here has its own name.
const NAMES: [(&str, &str); 11] = [
    ("bp", "BP"),
    ("vpc", "VPC"),
    ("fpa", "FPA-PC"),
    ("zil", "Z-IL"),
    ("il-prox", "IL-prox"),
    ("il-prox-practical", "IL-prox practical"),
    ("implicit-sgd", "implicit SGD"),
    ("latents", "Z-IL from zero"),
    ("together", "Z-IL together"),
    ("early", "Z-IL early"),
    ("kolen-pollack", "Kolen–Pollack"),
];

/// What a row holds by its name: "fpa, γ 0.1" is "FPA-PC, γ 0.1".
pub(super) fn named(code: &str) -> String {
    let (own, rest) = code.split_at(code.find(',').unwrap_or(code.len()));
    let name = NAMES.iter().find(|(known, _)| *known == own).map_or(own, |(_, name)| name);
    format!("{name}{rest}")
}

/// A whole number as it is; else three decimals, or two digits and a power of ten for what is very small or large.
pub(super) fn number(x: f64) -> String {
    signed(&match x.abs() {
        a if a < 1e5 && a.fract() == 0.0 => format!("{x}"),
        a if !(1e-3..1e5).contains(&a) => power(x),
        _ => format!("{x:.3}"),
    })
}

/// Two digits, and where that is shorter a power of ten.
pub(super) fn power(x: f64) -> String {
    match x.abs() {
        0.0 => return "0".to_owned(),
        a if (0.01..0.1).contains(&a) => return signed(&format!("{x:.3}")),
        a if (0.1..1.0).contains(&a) => return signed(&format!("{x:.2}")),
        a if (1.0..10.0).contains(&a) => return signed(&format!("{x:.1}")),
        a if (10.0..1000.0).contains(&a) => return signed(&format!("{x:.0}")),
        _ => {}
    }
    let text = format!("{x:.1e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let raised = exponent.chars().map(|c| match c.to_digit(10) {
        Some(digit) => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize],
        None => '⁻',
    });
    signed(&format!("{digits}·10{}", raised.collect::<String>()))
}

/// With a true minus sign.
pub(super) fn signed(number: &str) -> String {
    number.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::{named, number, power};

    #[test]
    fn numbers_are_written_as_a_reader_has_them() {
        let written = [-0.541, 1.0, 0.0, 4.8e-15, -2.5e7, 0.9234].map(number);
        assert_eq!(written, ["−0.541", "1", "0", "4.8·10⁻¹⁵", "−2.5·10⁷", "0.923"]);
        let shares = [0.0, 0.031, 0.32, 2.0, 71.6, 2.8e-8, -4.8e4].map(power);
        assert_eq!(shares, ["0", "0.031", "0.32", "2.0", "72", "2.8·10⁻⁸", "−4.8·10⁴"]);
    }

    #[test]
    fn rules_have_their_names() {
        let names = ["fpa, γ 0.1", "il-prox-practical", "zil", "transpose", "bp"].map(named);
        assert_eq!(names, ["FPA-PC, γ 0.1", "IL-prox practical", "Z-IL", "transpose", "BP"]);
    }
}
