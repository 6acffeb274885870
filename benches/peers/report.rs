//! Figures to JSON and to tables on the screen.

use crate::measure::{Rates, median, megabytes};
use crate::peer::Peer;
use serde_json::{Map, Value, json};

/// The peer that all are compared with.
pub const OURS: &str = "polyonym";

/// One dictionary: figures by peer.
#[derive(Default)]
pub struct Figures {
    pub names: usize,
    /// By text.
    pub texts: Vec<(String, Rates)>,
    pub bytes_per_name: Vec<(&'static str, f64)>,
    pub build_names_per_s: Vec<(&'static str, f64)>,
}

impl Figures {
    /// Takes down what building a peer took, and its size.
    pub fn built(&mut self, peer: &dyn Peer, seconds: f64) {
        let names = f64::from(u32::try_from(self.names).unwrap());
        self.build_names_per_s.push((peer.name(), names / seconds));
        let sizes = [(peer.name(), Some(peer.bytes())), ("polyonym_file", peer.file_bytes())];
        for (size, bytes) in sizes {
            self.bytes_per_name.extend(bytes.map(|bytes| (size, megabytes(bytes) * 1e6 / names)));
        }
    }

    /// The object of `target/peers.json`.
    pub fn json(&self) -> Map<String, Value> {
        let by_peer = |figures: &[(&str, f64)], digits| -> Value {
            figures.iter().map(|(peer, figure)| ((*peer).to_owned(), json!(rounded(*figure, digits)))).collect::<Map<_, _>>().into()
        };
        let fields = [
            ("names", json!(self.names)),
            ("texts", texts_json(&self.texts)),
            ("bytes_per_name", by_peer(&self.bytes_per_name, 1)),
            ("build_names_per_s", by_peer(&self.build_names_per_s, 0)),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Prints the tables.
    pub fn print(&self) {
        println!("\n## {} names\n", self.names);
        print_rates(&self.texts);
        println!("\n| peer | bytes a name | names/s built |\n|---|---|---|");
        for (peer, bytes) in &self.bytes_per_name {
            let built = self.build_names_per_s.iter().find(|(name, _)| name == peer).map_or(String::new(), |(_, n)| format!("{n:.0}"));
            println!("| {peer} | {bytes:.1} | {built} |");
        }
    }
}

/// [`rates_json`] by text.
pub fn texts_json(texts: &[(String, Rates)]) -> Value {
    texts.iter().map(|(name, rates)| (name.clone(), rates_json(rates))).collect::<Map<_, _>>().into()
}

/// `mb_per_s` and `ratio` of one text. Ratios say how many times faster polyonym is: medians of the ratios of each round.
fn rates_json(rates: &Rates) -> Value {
    let speeds: Map<String, Value> =
        rates.iter().map(|(peer, r)| ((*peer).to_owned(), json!(rounded(median(r.iter().copied()), 1)))).collect();
    let ratios: Map<String, Value> = ratios(rates).map(|(peer, ratio)| (peer.to_owned(), json!(rounded(ratio, 2)))).collect();
    json!({"mb_per_s": speeds, "ratio": ratios})
}

fn ratios(rates: &Rates) -> impl Iterator<Item = (&'static str, f64)> {
    let ours = rates.iter().find(|(peer, _)| *peer == OURS).map(|(_, ours)| ours.as_slice()).unwrap_or_default();
    let ratio = |theirs: &[f64]| median(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs));
    rates.iter().filter(|(peer, _)| *peer != OURS).map(move |(peer, theirs)| (*peer, ratio(theirs)))
}

/// A row a peer, a column a text: MB/s, and in brackets how many times faster polyonym is.
pub fn print_rates(texts: &[(String, Rates)]) {
    let names: Vec<&str> = texts.iter().map(|(name, _)| name.as_str()).collect();
    println!("| MB/s (polyonym is times faster) | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()));
    let peers = texts.first().map(|(_, rates)| rates.iter().map(|(peer, _)| *peer)).into_iter().flatten();
    for (i, peer) in peers.enumerate() {
        let cells = texts.iter().map(|(_, rates)| {
            let ratio = ratios(rates).find(|(name, _)| *name == peer).map_or(String::new(), |(_, ratio)| format!(" ({ratio:.2})"));
            format!("{:.1}{ratio}", median(rates[i].1.iter().copied()))
        });
        println!("| {peer} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
}

/// Rounded to so many decimal digits, for people.
fn rounded(number: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (number * scale).round() / scale
}
