//! The finite-state transducers: the crate `fst` writes them, and they are read here. The crate is used in this file alone.
//!
//! fst 0.4.7 trusts the nodes it reads: a wrong byte in one is a panic there, and here a key that is not found. Its layout, version 3: a
//! header of 16 bytes (version, type), the nodes, a footer of 20 (keys, address of the root, checksum). A node is read from its last byte, which is its
//! address, down to its first, and all nodes that it leads to lie below it.
//!
//! Reading costs a few nanoseconds a byte of the key, and a cache miss a node when the file is larger than the caches.

use crate::bytes::u64_at;

const VERSION: u64 = 3;
const HEADER: usize = 16;
const FOOTER: usize = 20;
/// The address of the final node without transitions, which is not stored.
const EMPTY: usize = 0;
/// The bytes that the last byte of a node with one transition can hold itself, by number from 1.
const COMMON: &[u8; 63] = b"te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";
/// A node with more transitions than this has a table of 256 bytes for them.
const INDEXED: usize = 32;

/// A map from byte strings to ordinals, read in place.
#[derive(Clone, Copy)]
pub(crate) struct Automaton<'a> {
    bytes: &'a [u8],
    keys: usize,
    root: usize,
}

/// Where a walk through the automaton stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct State {
    node: usize,
    output: u64,
}

/// The parts of a node with any number of transitions: where each array ends, and how wide its entries are. An array stands
/// before its end, its first entry last.
struct Branches {
    count: usize,
    index_end: usize,
    inputs_end: usize,
    targets_end: usize,
    target_width: usize,
    outputs_end: usize,
    output_width: usize,
    is_final: bool,
}

impl<'a> Automaton<'a> {
    /// A view of `bytes`; O(1). `None` when they are no transducer.
    ///
    /// The root is the last node, so the only address that can be right is known; the empty transducer has its root at 0.
    pub(crate) fn new(bytes: &'a [u8]) -> Option<Self> {
        let footer = bytes.len().checked_sub(FOOTER).filter(|&footer| footer >= HEADER)?;
        let keys = usize::try_from(u64_at(bytes, footer)?).ok()?;
        let root = usize::try_from(u64_at(bytes, footer + 8)?).ok()?;
        let known = u64_at(bytes, 0)? == VERSION && (root == EMPTY || root == footer - 1);
        known.then_some(Self { bytes, keys, root })
    }

    /// Whether the checksum inside the transducer fits; O(bytes).
    pub(crate) fn verify(&self) -> bool {
        fst::raw::Fst::new(self.bytes).is_ok_and(|fst| fst.verify().is_ok())
    }

    /// Keys of the automaton, as its footer counts them.
    pub(crate) fn len(&self) -> usize {
        self.keys
    }

    /// The value of `key`.
    pub(crate) fn get(&self, key: &[u8]) -> Option<u64> {
        self.value(self.step(self.start(), key)?)
    }

    pub(crate) fn start(&self) -> State {
        State { node: self.root, output: 0 }
    }

    /// The state after `bytes`, or `None` when no key goes on so.
    #[inline]
    pub(crate) fn step(&self, from: State, bytes: &[u8]) -> Option<State> {
        bytes.iter().try_fold(from, |state, &byte| {
            let (node, output) = self.transition(state.node, byte)?;
            Some(State { node, output: state.output.wrapping_add(output) })
        })
    }

    /// The value of the key that ends here, if one does.
    #[inline]
    pub(crate) fn value(&self, state: State) -> Option<u64> {
        if state.node == EMPTY {
            return Some(state.output);
        }
        let head = self.byte(state.node)?;
        if head >> 6 != 1 {
            return None;
        }
        let branches = self.branches(head, state.node)?;
        let last = branches.is_final.then(|| self.entry(branches.outputs_end, branches.count, branches.output_width))?;
        Some(state.output.wrapping_add(last?))
    }

    /// The node that `byte` leads to, and what is said on the way.
    #[inline]
    fn transition(&self, node: usize, byte: u8) -> Option<(usize, u64)> {
        if node == EMPTY {
            return None;
        }
        let head = self.byte(node)?;
        if head & 0b1000_0000 == 0 {
            let branches = self.branches(head, node)?;
            let at = self.branch(&branches, byte)?;
            let output = self.entry(branches.outputs_end, at, branches.output_width)?;
            let delta = self.entry(branches.targets_end, at, branches.target_width)?;
            let finals = if branches.is_final { branches.output_width } else { 0 };
            let start = branches.outputs_end.checked_sub(branches.count * branches.output_width + finals)?;
            return Some((target(start, delta)?, output));
        }
        // One transition: the byte, unless the head holds it, and below it the widths of target and output.
        let (input, end) = match COMMON.get(usize::from(head & 63).wrapping_sub(1)) {
            Some(&input) => (input, node),
            None => (self.byte(node.checked_sub(1)?)?, node.checked_sub(1)?),
        };
        if input != byte {
            return None;
        }
        if head & 0b0100_0000 != 0 {
            return Some((end.checked_sub(1)?, 0));
        }
        let widths = end.checked_sub(1)?;
        let (target_width, output_width) = self.widths(widths)?;
        let delta = self.entry(widths, 0, target_width)?;
        let output = self.entry(widths.checked_sub(target_width)?, 0, output_width)?;
        let start = widths.checked_sub(target_width + output_width)?;
        Some((target(start, delta)?, output))
    }

    /// Where the parts of the node are whose last byte is `head`.
    #[inline]
    fn branches(&self, head: u8, node: usize) -> Option<Branches> {
        let (count, counted) = match head & 63 {
            // A single transition without an output of its own needs no count: 1 stands for 256.
            0 => match self.byte(node.checked_sub(1)?)? {
                1 => (256, node.checked_sub(1)?),
                count => (usize::from(count), node.checked_sub(1)?),
            },
            count => (usize::from(count), node),
        };
        let index_end = counted.checked_sub(1)?;
        let (target_width, output_width) = self.widths(index_end)?;
        let inputs_end = if count > INDEXED { index_end.checked_sub(256)? } else { index_end };
        let targets_end = inputs_end.checked_sub(count)?;
        let outputs_end = targets_end.checked_sub(count * target_width)?;
        let is_final = head & 0b0100_0000 != 0;
        Some(Branches { count, index_end, inputs_end, targets_end, target_width, outputs_end, output_width, is_final })
    }

    /// Which transition `byte` takes.
    #[inline]
    fn branch(&self, branches: &Branches, byte: u8) -> Option<usize> {
        if branches.count > INDEXED {
            let at = self.byte(branches.inputs_end + usize::from(byte))?;
            return Some(usize::from(at)).filter(|&at| at < branches.count && branches.inputs_end < branches.index_end);
        }
        self.bytes.get(branches.targets_end..branches.inputs_end)?.iter().rev().position(|&input| input == byte)
    }

    /// Entry `at` of the array that ends at `end`; 0 where entries have no width.
    #[inline]
    fn entry(&self, end: usize, at: usize, width: usize) -> Option<u64> {
        if width == 0 {
            return Some(0);
        }
        // The footer lies behind every node: eight bytes can be read at once.
        let start = end.checked_sub((at + 1) * width)?;
        Some(u64_at(self.bytes, start)? & (u64::MAX >> (64 - 8 * width)))
    }

    /// The widths of targets and outputs, in bytes.
    #[inline]
    fn widths(&self, at: usize) -> Option<(usize, usize)> {
        let widths = self.byte(at)?;
        let (target, output) = (usize::from(widths >> 4), usize::from(widths & 15));
        (target <= 8 && output <= 8).then_some((target, output))
    }

    #[inline]
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }
}

/// The node `delta` below the first byte of another.
#[inline]
fn target(start: usize, delta: u64) -> Option<usize> {
    match usize::try_from(delta).ok()? {
        0 => Some(EMPTY),
        delta => start.checked_sub(delta),
    }
}

/// Writes a transducer; keys come in byte order, each once.
#[cfg(feature = "compile")]
pub(crate) struct AutomatonBuilder(fst::raw::Builder<Vec<u8>>);

#[cfg(feature = "compile")]
impl AutomatonBuilder {
    pub(crate) fn new() -> Option<Self> {
        fst::raw::Builder::new_type(Vec::new(), 0).ok().map(Self)
    }

    /// Adds a key; `None` when it is out of order, which a sorted source never is.
    pub(crate) fn insert(&mut self, key: &[u8], value: u64) -> Option<()> {
        self.0.insert(key, value).ok()
    }

    pub(crate) fn finish(self) -> Option<Vec<u8>> {
        self.0.into_inner().ok()
    }
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Maps with nodes of every form: chains, forks, more than 32 and all 256 transitions, outputs of no byte and of eight.
    fn maps() -> Vec<BTreeMap<Vec<u8>, u64>> {
        let mut state = 1_u64;
        let mut random = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let bytes = (0..=255).map(|byte| (vec![byte], u64::from(byte) << 5));
        let mut maps = vec![BTreeMap::new(), BTreeMap::from([(Vec::new(), 0)]), bytes.collect()];
        maps.push(BTreeMap::from([(Vec::new(), 7), (b"a".to_vec(), u64::MAX / 2)]));
        for letters in [2, 5, 33, 256] {
            for width in [1, 1 << 8, 1 << 20, 1 << 31] {
                let word = |random: &mut dyn FnMut(u64) -> u64| (0..random(7)).map(|_| random(letters) as u8).collect::<Vec<u8>>();
                maps.push((0..3000).map(|_| (word(&mut random), random(width) * random(width))).collect());
            }
        }
        maps
    }

    #[test]
    fn every_map_is_read_as_fst_reads_it() {
        for map in maps() {
            let mut builder = AutomatonBuilder::new().unwrap();
            map.iter().for_each(|(key, &value)| builder.insert(key, value).unwrap());
            let bytes = builder.finish().unwrap();
            let automaton = Automaton::new(&bytes).unwrap();
            let oracle = fst::raw::Fst::new(&bytes).unwrap();
            assert!(automaton.verify() && automaton.len() == map.len());
            for (key, &value) in &map {
                assert_eq!(automaton.get(key), Some(value));
                let longer = [&key[..], b"e"].concat();
                let shorter = key.get(1..).unwrap_or_default();
                for other in [&longer[..], shorter] {
                    assert_eq!(automaton.get(other), oracle.get(other).map(|o| o.value()));
                }
            }
        }
    }

    #[test]
    fn no_wrong_byte_makes_a_panic() {
        for map in maps().into_iter().filter(|map| map.len() < 1000) {
            let mut builder = AutomatonBuilder::new().unwrap();
            map.iter().for_each(|(key, &value)| builder.insert(key, value).unwrap());
            let mut bytes = builder.finish().unwrap();
            for at in 0..bytes.len() {
                let was = bytes[at];
                for wrong in 0..=255 {
                    bytes[at] = wrong;
                    if let Some(automaton) = Automaton::new(&bytes) {
                        map.keys().take(20).for_each(|key| _ = automaton.get(key));
                    }
                }
                bytes[at] = was;
            }
        }
    }
}
