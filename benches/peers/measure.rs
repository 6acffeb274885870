//! Same answers first, then times, taken round by round.

use crate::names::Name;
use crate::peer::{Answer, Found, Peer};
use crate::text::Text;
use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    /// The least time that a peer is given in a round.
    pub least: Duration,
}

/// MB/s of the raw text, 10^6 bytes, for each peer and each round.
pub type Rates = Vec<(&'static str, Vec<f64>)>;

/// Panics unless every peer but the last one answers as the first one does; returns how many answers there are, and how many of
/// them the last one has, which normalises in its own way.
pub fn check(peers: &mut [Box<dyn Peer>], text: &Text, names: &[Name]) -> (usize, usize) {
    let (last, equal) = peers.split_last_mut().unwrap();
    let (first, others) = equal.split_first_mut().unwrap();
    let wanted = first.answers(text, names);
    for peer in others {
        let answers = peer.answers(text, names);
        if let Some(i) = (0..wanted.len().max(answers.len())).find(|i| wanted.get(*i) != answers.get(*i)) {
            panic!("{}, {}: {}", text.name, peer.name(), difference(text, wanted.get(i), answers.get(i)));
        }
    }
    let mut found = Vec::new();
    last.find(text, &mut found);
    let common = in_common(&wanted, &found, names);
    (wanted.len(), common)
}

/// Says how two answers differ.
fn difference(text: &Text, ours: Option<&Answer>, theirs: Option<&Answer>) -> String {
    let [ours, theirs] = [ours, theirs].map(|answer| answer.map(|(range, letters)| (range.clone(), &text.raw[range.clone()], letters)));
    format!("polyonym finds {ours:?}, this peer {theirs:?}")
}

/// How many answers are the same names, wherever they stand.
fn in_common(wanted: &[Answer], found: &[Found], names: &[Name]) -> usize {
    let mut counts = HashMap::<&str, usize>::new();
    wanted.iter().for_each(|(_, letters)| *counts.entry(letters).or_default() += 1);
    let mut take = |letters: &str| counts.get_mut(letters).filter(|count| **count > 0).map(|count| *count -= 1).is_some();
    found.iter().filter(|f| take(&names[usize::try_from(f.name).unwrap()].letters)).count()
}

/// Times all peers on a text, one after another in each round.
pub fn rates(peers: &mut [Box<dyn Peer>], text: &Text, effort: Effort) -> Rates {
    let mut rates: Rates = peers.iter().map(|peer| (peer.name(), Vec::new())).collect();
    let mut counts = vec![None; peers.len()];
    for round in 0..effort.rounds {
        for turn in 0..peers.len() {
            let i = (turn + round) % peers.len();
            let rate = rate(peers[i].as_mut(), text, effort.least, &mut counts[i]);
            rates[i].1.push(rate);
        }
    }
    rates
}

/// MB/s of one peer: a pass that warms the caches, then as many as fit the time. All passes find the same number of names.
fn rate(peer: &mut dyn Peer, text: &Text, least: Duration, count: &mut Option<usize>) -> f64 {
    let mut found = Vec::new();
    let mut pass = || {
        found.clear();
        peer.find(black_box(text), &mut found);
        assert_eq!(*count.get_or_insert(found.len()), black_box(&found).len());
    };
    pass();
    let start = Instant::now();
    let mut passes = 0_u32;
    while passes == 0 || start.elapsed() < least {
        pass();
        passes += 1;
    }
    megabytes(text.raw.len()) * f64::from(passes) / start.elapsed().as_secs_f64()
}

/// Bytes in MB, 10^6 bytes.
pub fn megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap()) / 1e6
}

/// The middle value; of an even number of them the upper one.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
