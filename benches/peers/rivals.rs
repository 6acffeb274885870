//! Rivals, each as it is best used for leftmost-longest names that begin and end with tokens.
//!
//! Tries are walked from each token on. Automata that search everywhere have the separators in their patterns, and go on at the
//! separator behind a match, which belongs to the next name as well.

use crate::line::Gap;
use crate::names::Name;
use crate::peer::{Found, Peer};
use crate::text::Text;
use aho_corasick::{AhoCorasick, Input};
use crawdad::MpTrie;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::xxh3_64;

/// Goes from token to token; `walk` gives the length and the name of the longest one from a place on.
fn from_each_token(starts: &[usize], found: &mut Vec<Found>, mut walk: impl FnMut(usize, usize) -> Option<(usize, u32)>) {
    let mut token = 0;
    while let Some(&start) = starts.get(token) {
        token += 1;
        if let Some((length, name)) = walk(token - 1, start) {
            let end = start + length;
            found.push(Found { start, end, name });
            while starts.get(token).is_some_and(|next| *next < end) {
                token += 1;
            }
        }
    }
}

/// A transducer of the crate fst, walked byte by byte: the naive way.
pub struct Fst(pub fst::raw::Fst<Vec<u8>>);

impl Fst {
    pub fn new<'n>(sorted: impl Iterator<Item = &'n str>) -> Self {
        let mut builder = fst::raw::Builder::memory();
        sorted.zip(0..).for_each(|(key, value)| builder.insert(key, value).unwrap());
        Self(builder.into_fst())
    }

    /// The longest keys in a line whose tokens begin at `starts`.
    pub fn find_from(&self, starts: &[usize], bytes: &[u8], found: &mut Vec<Found>) {
        from_each_token(starts, found, |_, start| self.longest(&bytes[start..]));
    }

    /// The longest key that the bytes begin with: its length and its value.
    fn longest(&self, bytes: &[u8]) -> Option<(usize, u32)> {
        let (mut node, mut output, mut best) = (self.0.root(), fst::raw::Output::zero(), None);
        for (length, byte) in (1..).zip(bytes) {
            let Some(i) = node.find_input(*byte) else { break };
            let transition = node.transition(i);
            output = output.cat(transition.out);
            node = self.0.node(transition.addr);
            if node.is_final() {
                best = Some((length, output.cat(node.final_output()).value()));
            }
        }
        best.map(|(length, value)| (length, u32::try_from(value).unwrap()))
    }
}

impl Peer for Fst {
    fn name(&self) -> &'static str {
        "fst"
    }

    fn bytes(&self) -> usize {
        self.0.size()
    }

    fn find(&mut self, text: &Text, found: &mut Vec<Found>) {
        self.find_from(&text.line.starts, text.line.text.as_bytes(), found);
    }
}

/// A double array over characters.
pub struct Crawdad(MpTrie);

impl Crawdad {
    pub fn new(names: &[Name]) -> Self {
        Self(MpTrie::from_keys(names.iter().map(|n| &n.closed)).unwrap())
    }
}

impl Peer for Crawdad {
    fn name(&self) -> &'static str {
        "crawdad"
    }

    fn bytes(&self) -> usize {
        self.0.heap_bytes()
    }

    fn find(&mut self, text: &Text, found: &mut Vec<Found>) {
        from_each_token(&text.char_starts, found, |_, start| {
            let prefixes = self.0.common_prefix_search(text.chars[start..].iter().copied());
            prefixes.last().map(|(name, length)| (length, name))
        });
    }

    fn counts_characters(&self) -> bool {
        true
    }
}

/// A trie over whole tokens in one hash table, as FlashText has it: the next node by the node and the hash of a token.
pub struct HashTrie {
    nodes: HashMap<u64, Node, BuildHasherDefault<Hashed>>,
    /// Hashes of the tokens of a text.
    hashes: Vec<u64>,
}

#[derive(Clone, Copy)]
struct Node {
    number: u32,
    /// The name that ends here, or [`NO_NAME`].
    name: u32,
}

const NO_NAME: u32 = u32::MAX;

/// The keys of the table are hashes already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are u64");
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl HashTrie {
    pub fn new(names: &[Name]) -> Self {
        let mut nodes = HashMap::<u64, Node, BuildHasherDefault<Hashed>>::default();
        for (name, value) in names.iter().zip(0..) {
            let (mut at, mut last) = (0, 0);
            for (gap, token) in &name.tokens {
                let next = u32::try_from(nodes.len() + 1).unwrap();
                last = step(at, *gap, xxh3_64(&name.closed.as_bytes()[token.clone()]));
                at = nodes.entry(last).or_insert(Node { number: next, name: NO_NAME }).number;
            }
            nodes.get_mut(&last).unwrap().name = value;
        }
        nodes.shrink_to_fit();
        Self { nodes, hashes: Vec::new() }
    }
}

/// The key of the node behind `node` by a token.
fn step(node: u32, gap: Gap, token: u64) -> u64 {
    let gap = match gap {
        Gap::None => 0,
        Gap::Space => 1,
        Gap::Turn => 2,
        Gap::Break => 3,
    };
    (token ^ (u64::from(node) << 2 | gap)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

impl Peer for HashTrie {
    fn name(&self) -> &'static str {
        "hash_trie"
    }

    fn bytes(&self) -> usize {
        // hashbrown: a byte of control for each bucket; eight buckets for seven entries.
        let buckets = (self.nodes.capacity() * 8 / 7).next_power_of_two();
        buckets * (size_of::<(u64, Node)>() + 1)
    }

    fn find(&mut self, text: &Text, found: &mut Vec<Found>) {
        let line = &text.line;
        self.hashes.clear();
        self.hashes.extend(line.starts.iter().zip(&line.ends).map(|(start, end)| xxh3_64(&line.text.as_bytes()[*start..*end])));
        let (nodes, hashes) = (&self.nodes, &self.hashes);
        from_each_token(&line.starts, found, |first, start| {
            let (mut node, mut gap, mut best) = (0, Gap::Break, None);
            for (token, hash) in hashes.iter().enumerate().skip(first) {
                let Some(next) = nodes.get(&step(node, gap, *hash)) else { break };
                node = next.number;
                best = if next.name == NO_NAME { best } else { Some((line.ends[token] - start, next.name)) };
                gap = line.gaps.get(token + 1).copied().unwrap_or(Gap::Break);
                if gap == Gap::Break {
                    break;
                }
            }
            best
        });
    }
}

/// Searches from match to match; `search` finds the first one from a place on. A separator at the end of a match begins the next one.
fn from_each_match(bytes: &[u8], found: &mut Vec<Found>, mut search: impl FnMut(usize) -> Option<Found>) {
    let mut at = 0;
    while let Some(next) = search(at) {
        at = next.end - usize::from(bytes[next.end - 1] == b' ');
        found.push(next);
    }
}

/// Aho-Corasick over bytes, as the crate aho-corasick chooses it for so many patterns.
pub struct Aho(AhoCorasick);

impl Aho {
    pub fn new(names: &[Name]) -> Self {
        let mut builder = AhoCorasick::builder();
        Self(builder.match_kind(aho_corasick::MatchKind::LeftmostLongest).build(names.iter().map(Name::bounded)).unwrap())
    }
}

impl Peer for Aho {
    fn name(&self) -> &'static str {
        "aho_corasick"
    }

    fn bytes(&self) -> usize {
        self.0.memory_usage()
    }

    fn find(&mut self, text: &Text, found: &mut Vec<Found>) {
        let line = &text.line.text;
        from_each_match(line.as_bytes(), found, |at| {
            let next = self.0.find(Input::new(line).range(at..))?;
            Some(Found { start: next.start(), end: next.end(), name: next.pattern().as_u32() })
        });
    }
}

/// Aho-Corasick in a double array over bytes.
pub struct DaachorseByte(DoubleArrayAhoCorasick<u32>);

impl DaachorseByte {
    pub fn new(names: &[Name]) -> Self {
        let builder = DoubleArrayAhoCorasickBuilder::new().match_kind(daachorse::MatchKind::LeftmostLongest);
        Self(builder.build(names.iter().map(Name::bounded)).unwrap())
    }
}

impl Peer for DaachorseByte {
    fn name(&self) -> &'static str {
        "daachorse_byte"
    }

    fn bytes(&self) -> usize {
        self.0.heap_bytes()
    }

    fn find(&mut self, text: &Text, found: &mut Vec<Found>) {
        let bytes = text.line.text.as_bytes();
        from_each_match(bytes, found, |at| {
            let next = self.0.leftmost_find_iter(&bytes[at..]).next()?;
            Some(Found { start: at + next.start(), end: at + next.end(), name: next.value() })
        });
    }
}

/// Aho-Corasick in a double array over characters.
pub struct DaachorseChar(CharwiseDoubleArrayAhoCorasick<u32>);

impl DaachorseChar {
    pub fn new(names: &[Name]) -> Self {
        let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(daachorse::MatchKind::LeftmostLongest);
        Self(builder.build(names.iter().map(Name::bounded)).unwrap())
    }
}

impl Peer for DaachorseChar {
    fn name(&self) -> &'static str {
        "daachorse_char"
    }

    fn bytes(&self) -> usize {
        self.0.heap_bytes()
    }

    fn find(&mut self, text: &Text, found: &mut Vec<Found>) {
        let line = text.line.text.as_str();
        from_each_match(line.as_bytes(), found, |at| {
            let next = self.0.leftmost_find_iter(&line[at..]).next()?;
            Some(Found { start: at + next.start(), end: at + next.end(), name: next.value() })
        });
    }
}
