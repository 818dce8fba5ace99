//! Which chain the matrices of someone else's file are. PyTorch's `state_dict` has names (`0.weight`, `net.4.bias`)
//! and shapes (`[out, in]`), and says nowhere in which order its modules are run.
//!
//! The order is taken where names and shapes leave one: each matrix reads what the one before gives, and those that
//! could change places without the shapes telling are numbered alike (`hidden.0`, `hidden.2`), so that their numbers
//! are their order. A matrix without a bias has one of zeros: the same function.

use std::cmp::Ordering;

use super::sorted::sorted;
use super::stored::{Stored, list, quoted};
use super::tensors::Tensors;
use crate::error::{Error, Result};
use crate::network::MAX_DEPTH;

/// The most matrices that are tried one after another in search of a chain: shapes made to lead astray stop there.
const MAX_TRIES: usize = 10_000;

/// A weight matrix with its bias, where it has one.
#[derive(Clone, Copy)]
pub(super) struct Link<'a> {
    /// What their names begin with.
    stem: &'a str,
    pub weight: &'a Stored<'a>,
    pub bias: Option<&'a Stored<'a>>,
}

impl Link<'_> {
    pub fn inputs(&self) -> usize {
        self.weight.shape[1]
    }

    pub fn outputs(&self) -> usize {
        self.weight.shape[0]
    }
}

fn refused(expected: &str, got: String) -> Error {
    Error::invalid("bytes", format!("a file of one chain of weight matrices: {expected}"), got)
}

/// The chain, first function first.
///
/// # Errors
/// One sentence on why there is none, or which of several is not told.
pub(super) fn chain<'a>(file: &'a Tensors) -> Result<Vec<Link<'a>>> {
    let most = |what, most: usize, count: usize| match count > most {
        true => Err(refused(&format!("at most {most} {what}"), count.to_string())),
        false => Ok(()),
    };
    most("tensors", 2 * MAX_DEPTH, file.all.len())?;
    let links = links(file)?;
    most("matrices", MAX_DEPTH, links.len())?;
    let by_name = sorted(links.len(), &|a, b| natural(links[a].stem, links[b].stem));
    let links: Vec<_> = by_name.into_iter().map(|i| links[i]).collect();
    let order = order(&links)?;
    told(&links, &order)?;
    Ok(order.into_iter().map(|i| links[i]).collect())
}

/// The tensors in pairs. There must be no others.
fn links<'a>(file: &'a Tensors) -> Result<Vec<Link<'a>>> {
    /// `stem.what` in its parts; a single layer's tensors have no stem.
    fn stem<'a>(name: &'a str, what: &str) -> Option<&'a str> {
        name.strip_suffix(what).and_then(|rest| match rest {
            "" => Some(rest),
            _ => rest.strip_suffix('.'),
        })
    }
    let named =
        |what| file.all.iter().filter_map(move |tensor| Some((stem(&tensor.name, what)?, tensor)));
    let mut links: Vec<Link> = named("weight")
        .filter(|(_, weight)| weight.shape.len() == 2)
        .map(|(stem, weight)| Link { stem, weight, bias: None })
        .collect();
    let mut used = links.len();
    for (stem, bias) in named("bias") {
        let Some(link) = links.iter_mut().find(|link| link.stem == stem) else { continue };
        if bias.shape != [link.outputs()] {
            let expected =
                format!("a bias of shape {}, one for each output", list(&[link.outputs()]));
            return Err(Error::invalid(quoted(&bias.name), expected, list(&bias.shape)));
        }
        link.bias = Some(bias);
        used += 1;
    }
    if used != file.all.len() {
        let taken = |tensor: &&Stored| {
            let same = |other: &Stored| std::ptr::eq(other, *tensor);
            links.iter().any(|link| same(link.weight) || link.bias.is_some_and(same))
        };
        if let Some(other) = file.all.iter().find(|tensor| !taken(tensor)) {
            return Err(refused(
                "tensors \"….weight\" of shape [out, in] and \"….bias\" of shape [out], and no others",
                format!("{} of shape {}", quoted(&other.name), list(&other.shape)),
            ));
        }
    }
    match links.is_empty() {
        false => Ok(links),
        true => Err(refused("one or more", "a file without any".to_owned())),
    }
}

/// Digits count as the number they are.
fn natural(a: &str, b: &str) -> Ordering {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (mut a, mut b) = (a, b);
    loop {
        let (m, n) = (digits(a), digits(b));
        let order = if m > 0 && n > 0 {
            let ([x, rest_a], [y, rest_b]) = (halves(a, m), halves(b, n));
            (a, b) = (rest_a, rest_b);
            let [x, y] = [x, y].map(|number| number.trim_start_matches('0'));
            x.len().cmp(&y.len()).then(x.cmp(y))
        } else {
            match (a.chars().next(), b.chars().next()) {
                (None, None) => return Ordering::Equal,
                (x, y) => {
                    let skip = |x: Option<char>| x.map_or(0, char::len_utf8);
                    (a, b) = (&a[skip(x)..], &b[skip(y)..]);
                    x.cmp(&y)
                }
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn halves(text: &str, at: usize) -> [&str; 2] {
    let (before, after) = text.split_at(at);
    [before, after]
}

/// A name without its numbers: those of one family are numbered alike.
fn family(stem: &str) -> String {
    let mut family = String::new();
    for character in stem.chars() {
        if !character.is_ascii_digit() {
            family.push(character);
        } else if !family.ends_with('#') {
            family.push('#');
        }
    }
    family
}

/// Indices of the links in an order in which each reads what the one before gives; the first such, by their names.
fn order(links: &[Link]) -> Result<Vec<usize>> {
    let mut tries = MAX_TRIES;
    let mut order = Vec::with_capacity(links.len());
    if extend(links, &mut order, &mut tries) {
        return Ok(order);
    }
    let words = |link: &Link| {
        format!("{} of shape {}", quoted(&link.weight.name), list(&link.weight.shape))
    };
    let breaks = links.windows(2).find(|pair| pair[0].outputs() != pair[1].inputs());
    let [before, after] = match breaks {
        Some([before, after]) => [before, after].map(words),
        _ => [words(&links[0]), words(&links[links.len() - 1])],
    };
    Err(refused(
        "each, of shape [out, in], reads what the one before gives",
        format!("{before}, then {after}"),
    ))
}

fn extend(links: &[Link], order: &mut Vec<usize>, tries: &mut usize) -> bool {
    if order.len() == links.len() {
        return true;
    }
    for next in 0..links.len() {
        let fits =
            order.last().is_none_or(|&last: &usize| links[last].outputs() == links[next].inputs());
        if !fits || order.contains(&next) || *tries == 0 {
            continue;
        }
        *tries -= 1;
        order.push(next);
        if extend(links, order, tries) {
            return true;
        }
        order.pop();
    }
    false
}

/// Whether names and shapes tell that this is the order.
fn told(links: &[Link], order: &[usize]) -> Result<()> {
    let families: Vec<_> = order.iter().map(|&i| family(links[i].stem)).collect();
    // `order` counts by names, so within a family it must go up.
    for (k, &second) in order.iter().enumerate() {
        if let Some(j) = (0..k).find(|&j| families[j] == families[k] && order[j] > second) {
            return Err(refused(
                "numbered in the order in which they chain, of shape [out, in]",
                format!(
                    "{} whose shapes chain only behind {}",
                    quoted(&links[second].weight.name),
                    quoted(&links[order[j]].weight.name)
                ),
            ));
        }
    }
    let alike =
        |from: usize, to: usize| families[from..to].iter().all(|one| *one == families[from]);
    if let Some((from, to)) =
        exchangeable(links, order).into_iter().find(|&(from, to)| !alike(from, to))
    {
        let names: Vec<_> =
            order[from..to].iter().map(|&i| quoted(&links[i].weight.name)).collect();
        return Err(refused(
            "one whose order its shapes or the numbers in its names tell",
            format!("{}, which could change places", names.join(", ")),
        ));
    }
    Ok(())
}

/// The parts of a chain, each from its first link to before its last, whose links chain in another order too. Any two
/// orders of the same links differ by steps of three kinds: a width that comes three times has two ways round that can
/// change places; two widths that come in turn, twice each, have two ways from one to the other; and a chain that ends
/// at the width it began with may begin anywhere.
fn exchangeable(links: &[Link], order: &[usize]) -> Vec<(usize, usize)> {
    let first = links[order[0]].inputs();
    let widths: Vec<_> =
        std::iter::once(first).chain(order.iter().map(|&i| links[i].outputs())).collect();
    let widths = &widths[..];
    let places = |width: usize| (0..widths.len()).filter(move |&k| widths[k] == width);
    let end = widths.len() - 1;
    let mut parts = Vec::new();
    if end > 1 && widths[0] == widths[end] {
        parts.push((0, end));
    }
    for (i, &width) in widths.iter().enumerate() {
        let all: Vec<_> = places(width).collect();
        if all[0] != i {
            continue;
        }
        let last = all[all.len() - 1];
        if all.len() > 2 {
            parts.push((i, last));
        }
        for &between in widths.iter().take(last).skip(i + 1) {
            if between == width {
                continue;
            }
            if let Some(after) = places(between).find(|&place| place > last) {
                parts.push((i, after));
            }
        }
    }
    parts
}
