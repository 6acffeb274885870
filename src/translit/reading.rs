//! A word, read as words of every system: where no table joins two of them, the pivot stands between.

use super::lattice::{Lattice, Step};
use super::{Model, Spelling, System};

/// A word, read as words of every system.
pub(crate) struct Reading<'m> {
    pub(crate) model: Model<'m>,
    pub(crate) spelling: Spelling,
    /// By system of the word that it is compared with; the second value is lost when no table joins the two and the pivot stands between.
    lattices: Vec<Option<(Vec<Lattice>, f32)>>,
    /// The likeliest spelling in the pivot's letters by each table, once they were asked for.
    romanised: Option<Vec<Spelling>>,
}

/// How like two words are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Likeness {
    /// The log likelihood ratio: both are one word, over both are chance; in nats.
    pub(crate) gain: f32,
    /// The gain over that of the likeliest spelling of the one in the other's system: about 1 for a usual respelling.
    pub(crate) share: f32,
    /// Letters that no correspondence explains.
    pub(crate) errors: u8,
    /// Whether both are written in one system.
    pub(crate) same_system: bool,
    /// Whether no table joins their systems, so that the pivot stands between.
    pub(crate) detour: bool,
}

/// The least gain of words that are alike at all, in nats.
const LEAST_GAIN: f32 = 1.0;
/// What the way over the pivot costs, in nats: two tables may err.
const DETOUR: f32 = 2.0;

impl<'m> Reading<'m> {
    pub(crate) fn new(model: Model<'m>, word: &str) -> Self {
        Self { model, spelling: model.spell(word), lattices: Vec::new(), romanised: None }
    }

    /// The lattices that read the word as words of `to`.
    pub(crate) fn lattices(&mut self, to: System) -> (&mut [Lattice], f32) {
        let slot = usize::from(to.0);
        if self.lattices.len() <= slot {
            self.lattices.resize_with(slot + 1, || None);
        }
        if self.lattices.get(slot).is_some_and(Option::is_none) {
            let made = self.prepare(to);
            if let Some(place) = self.lattices.get_mut(slot) {
                *place = Some(made);
            }
        }
        match self.lattices.get_mut(slot) {
            Some(Some((lattices, detour))) => (lattices, *detour),
            _ => (&mut [], 0.0),
        }
    }

    fn prepare(&mut self, to: System) -> (Vec<Lattice>, f32) {
        let direct = Lattice::all(&self.model, &self.spelling, to);
        if !direct.is_empty() {
            return (direct, 0.0);
        }
        let model = self.model;
        let on = self.romanised().iter().flat_map(|spelling| Lattice::all(&model, spelling, to)).collect();
        (on, DETOUR)
    }

    fn romanised(&mut self) -> &[Spelling] {
        let (model, word) = (self.model, &self.spelling);
        let spelled = |(letters, _)| Spelling { system: Some(model.pivot()), letters, romanised: true };
        self.romanised
            .get_or_insert_with(|| Lattice::all(&model, word, model.pivot()).iter().flat_map(|l| l.likeliest(1)).map(spelled).collect())
    }

    /// How well the word agrees with another one; nothing when it gains less than `least` of what the likeliest spelling gains.
    pub(crate) fn agree(&mut self, system: System, letters: &[u16], least: f32) -> Option<Likeness> {
        let same_system = self.spelling.system == Some(system);
        let (lattices, detour) = self.lattices(system);
        let of = |l: &mut Lattice| {
            let floor = (least * l.best).max(LEAST_GAIN);
            let agreement = l.agree(letters, floor + detour)?;
            let gain = agreement.gain - detour;
            let share = gain / l.best.max(LEAST_GAIN);
            (gain >= floor).then_some(Likeness { gain, share, errors: agreement.errors, same_system, detour: detour > 0.0 })
        };
        lattices.iter_mut().filter_map(of).max_by(|a, b| a.share.total_cmp(&b.share))
    }

    /// The pieces of the best alignment with another word, by the table that agrees best.
    pub(crate) fn steps(&mut self, system: System, letters: &[u16]) -> Vec<Step> {
        let (lattices, _) = self.lattices(system);
        let share = |l: &mut Lattice| l.agree(letters, f32::NEG_INFINITY).map_or(f32::NEG_INFINITY, |a| a.gain / l.best.max(LEAST_GAIN));
        let best = lattices.iter_mut().map(|l| (share(l), l)).max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, lattice)| lattice.steps(letters)).unwrap_or_default()
    }
}
