//! The finite-state transducers, behind the few operations that the rest needs. The crate `fst` is used in this file alone.
//!
//! A transducer is stored as the crate writes it. Reading costs a few nanoseconds a byte of the key, and a cache miss a node when
//! the file is larger than the caches.

use fst::raw::{CompiledAddr, Fst, Node, Output};

/// A map from byte strings to ordinals, read in place.
pub(crate) struct Automaton<'a>(Fst<&'a [u8]>);

/// Where a walk through the automaton stands.
#[derive(Clone, Copy)]
pub(crate) struct State {
    node: CompiledAddr,
    output: u64,
}

impl<'a> Automaton<'a> {
    /// A view of `bytes`; O(1). `None` when they are no transducer.
    ///
    /// fst 0.4.7 joins the two conditions on the root address with `&&` where `||` is meant, and so accepts nearly every wrong one;
    /// look-ups then panic. The layout is fixed: the root is the last node, and the footer of 20 bytes (length, root
    /// address, checksum) follows it, so the only address that can be right is known. The empty transducer has its root at 0.
    pub(crate) fn new(bytes: &'a [u8]) -> Option<Self> {
        let footer = bytes.len().checked_sub(20)?;
        let root = crate::bytes::u64_at(bytes, footer + 8)?;
        let last = u64::try_from(footer.checked_sub(1)?).ok()?;
        let fst = (root == last || root == 0).then(|| Fst::new(bytes).ok()).flatten()?;
        Some(Self(fst))
    }

    /// Whether the checksum inside the transducer fits; O(bytes).
    pub(crate) fn verify(&self) -> bool {
        self.0.verify().is_ok()
    }

    /// Keys of the automaton.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The value of `key`.
    pub(crate) fn get(&self, key: &[u8]) -> Option<u64> {
        self.0.get(key).map(Output::value)
    }

    pub(crate) fn start(&self) -> State {
        State { node: self.0.root().addr(), output: 0 }
    }

    /// The state after `bytes`, or `None` when no key goes on so.
    #[inline]
    pub(crate) fn step(&self, from: State, bytes: &[u8]) -> Option<State> {
        let mut node: Node<'_> = self.0.node(from.node);
        let mut output = from.output;
        for &byte in bytes {
            let transition = node.transition(node.find_input(byte)?);
            output += transition.out.value();
            node = self.0.node(transition.addr);
        }
        Some(State { node: node.addr(), output })
    }

    /// The value of the key that ends here, if one does.
    #[inline]
    pub(crate) fn value(&self, state: State) -> Option<u64> {
        let node = self.0.node(state.node);
        node.is_final().then(|| state.output + node.final_output().value())
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
