//! Two names, part by part: which parts are the same, which were left out, which contradict.
//!
//! Parts are paired by how well they agree, the best pair first; two or three neighbours may be one part of the other name (`Abdul
//! Rahman`, `Abdulrahman`). What stays alone on one side was left out; what stays alone on both sides contradicts.

use super::side::{Role, Side};
use crate::calibration::Features;
use crate::equivalents::{Equivalents, Kind};
use crate::evidence::Evidence;

/// How well two stretches of letters agree, as the caller's model says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Agreement {
    /// Log likelihood ratio, in nats.
    pub(crate) gain: f32,
    /// The gain over the best that the first stretch could have, about 1 for a perfect respelling.
    pub(crate) share: f32,
    /// Letters that no correspondence explains.
    pub(crate) errors: u8,
    /// Whether the letters are the same.
    pub(crate) equal: bool,
    /// Whether both are written in one system.
    pub(crate) same_system: bool,
    /// Whether a table of words says so, not their letters.
    pub(crate) translated: bool,
    /// Whether no table joins the two systems, so that the pivot stands between.
    pub(crate) detour: bool,
}

impl Agreement {
    /// Whether the letters of two systems say so.
    fn across(&self) -> bool {
        !self.same_system && !self.translated
    }

    fn without_article(self) -> Self {
        Self { share: self.share * WITHOUT_ARTICLE, gain: self.gain * WITHOUT_ARTICLE, equal: false, ..self }
    }

    /// What the gain lacks of the best that the first stretch could have, in nats.
    fn deficit(&self) -> f32 {
        if self.equal || self.translated || self.share <= 0.0 { 0.0 } else { (self.gain / self.share - self.gain).max(0.0) }
    }
}

/// Two stretches of parts that are the same.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pair {
    pub(crate) one: std::ops::Range<usize>,
    pub(crate) other: std::ops::Range<usize>,
    pub(crate) agreement: Agreement,
    pub(crate) initial: bool,
    /// Whether the article of one of them was left out, which the other one has not.
    pub(crate) without: (bool, bool),
}

/// What two names have in common and what not, as the numbers that a probability is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Alignment {
    pub(crate) pairs: Vec<Pair>,
    /// Nats that the pairs say, each no more than its words are rare.
    pub(crate) shared: f32,
    /// Mean share of the pairs, by weight.
    pub(crate) share: f32,
    /// Weight of the parts of each name that stay alone.
    pub(crate) alone: (f32, f32),
    pub(crate) errors: u8,
    /// Pairs that stand in another order.
    pub(crate) crossings: u8,
    pub(crate) initials: u8,
    /// Numbers that stand on one side, and other ones on the other.
    pub(crate) numbers_differ: bool,
    /// What the pairs leave open: the weight of each times the square of what its share lacks.
    pub(crate) doubt: f32,
    /// Nats that the gains lack of those of the likeliest spellings: of words of two systems, and of words of one system that
    /// differ, where a letter says more.
    pub(crate) deficit: (f32, f32),
    /// What pairs of words of two systems have of the share.
    pub(crate) share_across: f32,
    /// Pairs by a table of words.
    pub(crate) translated: u8,
    /// Whether both names have words of filiation.
    pub(crate) filiation: bool,
    /// Names that stay alone on both sides.
    pub(crate) contradictions: u8,
    /// Weight of the generic parts that stay alone.
    pub(crate) generic: f32,
    /// Whether all pairs have the same letters.
    pub(crate) equal: bool,
    /// Whether the last part of the other name has a pair.
    pub(crate) ends: bool,
}

/// The least share that makes two parts the same.
pub(crate) const LEAST_SHARE: f32 = 0.4;
/// The share of parts that agree well: nothing else is tried for them.
const WELL: f32 = 0.8;
/// What the share is worth of parts of which one lacks the article.
const WITHOUT_ARTICLE: f32 = 0.95;
/// Neighbours that may be one part of the other name.
const JOINED: usize = 3;

/// Aligns two names. `agree` compares two stretches; it is asked at most some 7 × parts × parts times.
pub(crate) fn align(
    one: &Side,
    other: &Side,
    equivalents: &Equivalents<'_>,
    agree: &mut impl FnMut(&str, &str) -> Option<Agreement>,
) -> Alignment {
    let (n, m) = (one.words.len(), other.words.len());
    let mut found: Vec<Pair> = Vec::new();
    let judge = |x: &str, y: &str, number: bool, agree: &mut dyn FnMut(&str, &str) -> Option<Agreement>| {
        if x == y {
            let gain = 3.0 * letters(x);
            Some(Agreement { gain, share: 1.0, errors: 0, equal: true, same_system: true, translated: false, detour: false })
        } else if let Some(kind) = equivalents.shared(x, y) {
            Some(equivalent(kind))
        } else if number {
            None
        } else {
            agree(x, y).filter(|g| g.share >= LEAST_SHARE && g.gain > 1.0)
        }
    };
    let number = |side: &Side, at: usize| side.words.get(at).is_some_and(|w| w.role == Role::Number);
    let consider = |a: std::ops::Range<usize>,
                    b: std::ops::Range<usize>,
                    found: &mut Vec<Pair>,
                    agree: &mut dyn FnMut(&str, &str) -> Option<Agreement>| {
        let (x, y) = (one.text(a.start, a.end), other.text(b.start, b.end));
        let agreement = judge(x, y, number(one, a.start) || number(other, b.start), agree);
        found.extend(agreement.map(|agreement| Pair { one: a, other: b, agreement, initial: false, without: (false, false) }));
    };
    for i in 0..n {
        for j in 0..m {
            consider(i..i + 1, j..j + 1, &mut found, agree);
        }
    }
    let well = |found: &[Pair], side: fn(&Pair) -> usize, at: usize| found.iter().any(|p| side(p) == at && p.agreement.share > WELL);
    for length in 2..=JOINED {
        for i in 0..(n + 1).saturating_sub(length) {
            for j in 0..m {
                let y = bytes(other.text(j, j + 1));
                let x = bytes(one.text(i, i + length));
                if x <= y * 3.0 + 4.0 && y <= x * 3.0 + 4.0 && !well(&found, |p| p.other.start, j) {
                    consider(i..i + length, j..j + 1, &mut found, agree);
                }
            }
        }
        for j in 0..(m + 1).saturating_sub(length) {
            for i in 0..n {
                let x = bytes(one.text(i, i + 1));
                let y = bytes(other.text(j, j + length));
                if x <= y * 3.0 + 4.0 && y <= x * 3.0 + 4.0 && !well(&found, |p| p.one.start, i) {
                    consider(i..i + 1, j..j + length, &mut found, agree);
                }
            }
        }
    }
    // One name may have the article where the other one has none.
    for (i, j) in (0..n).flat_map(|i| (0..m).map(move |j| (i, j))) {
        if found.iter().any(|p| p.agreement.share > WELL && (p.one.contains(&i) || p.other.contains(&j))) {
            continue;
        }
        let (x, y) = (one.text(i, i + 1), other.text(j, j + 1));
        let tries = [(one.bare(i), Some(y), (true, false)), (Some(x), other.bare(j), (false, true))];
        for (x, y, without) in tries {
            let agreement = x.zip(y).and_then(|(x, y)| judge(x, y, false, agree)).map(Agreement::without_article);
            found.extend(agreement.map(|agreement| Pair { one: i..i + 1, other: j..j + 1, agreement, initial: false, without }));
        }
    }
    for (whole, single, turned) in [(one, other, false), (other, one, true)] {
        // A name that is written as one word may have its parts in the other order.
        if (2..=JOINED).contains(&whole.words.len()) && single.words.len() == 1 {
            let n = whole.words.len();
            for first in [1, n - 1] {
                let text = [whole.text(first, n), whole.text(0, first)].concat();
                let (x, y) = if turned { (single.text(0, 1), text.as_str()) } else { (text.as_str(), single.text(0, 1)) };
                let agreement = agree(x, y).filter(|g| g.share >= LEAST_SHARE && g.gain > 1.0);
                let (a, b) = if turned { (0..1, 0..n) } else { (0..n, 0..1) };
                found.extend(agreement.map(|agreement| Pair { one: a, other: b, agreement, initial: false, without: (false, false) }));
            }
        }
    }
    let value = |p: &Pair| p.agreement.gain + 2.0 * p.agreement.share;
    found.sort_by(|a, b| value(b).total_cmp(&value(a)).then_with(|| (a.one.start, a.other.start).cmp(&(b.one.start, b.other.start))));
    let (mut used_one, mut used_other) = (vec![false; n], vec![false; m]);
    let mut pairs: Vec<Pair> = Vec::new();
    for pair in found {
        let free = |used: &[bool], range: &std::ops::Range<usize>| used.get(range.clone()).is_some_and(|u| u.iter().all(|u| !u));
        if free(&used_one, &pair.one) && free(&used_other, &pair.other) {
            mark(&mut used_one, &pair.one);
            mark(&mut used_other, &pair.other);
            pairs.push(pair);
        }
    }
    acronym(one, other, &mut used_one, &mut used_other, &mut pairs);
    initials(one, other, &mut used_one, &mut used_other, &mut pairs, agree);
    pairs.sort_by_key(|p| p.one.start);
    summary(one, other, pairs, &used_one, &used_other)
}

impl Alignment {
    /// The features of two names of which neither is the query.
    pub(crate) fn symmetric(&self) -> Features {
        let alone = (self.alone.0.max(self.alone.1), self.alone.0.min(self.alone.1));
        Self { alone, ..self.clone() }.features()
    }

    /// The weakest evidence among the pairs.
    pub(crate) fn evidence(&self) -> Evidence {
        // Words that one of the names leaves out make another spelling of it; titles do not.
        if self.equal && self.alone.0.max(self.alone.1) <= 1.0 {
            Evidence::Folded
        } else if self.errors == 0 {
            Evidence::Transliterated
        } else {
            Evidence::Fuzzy
        }
    }

    /// The numbers that a probability is made of, but for [`NAMESAKES`](crate::calibration::NAMESAKES); see [`NAMES`](crate::calibration::NAMES).
    pub(crate) fn features(&self) -> Features {
        let both = self.alone.0.min(self.alone.1);
        let covered = self.shared / (self.shared + self.alone.0 + self.alone.1).max(0.1);
        let least = self.pairs.iter().map(|p| p.agreement.share).fold(1.05, f32::min);
        let gain = |pairs: &mut dyn Iterator<Item = &Pair>| pairs.map(|p| p.agreement.gain).sum::<f32>().min(60.0) / 10.0;
        let across = |p: &&Pair| p.agreement.across();
        let joined = self.pairs.iter().filter(|p| p.one.len() + p.other.len() > 2).count();
        [
            1.0,
            self.shared / 10.0,
            gain(&mut self.pairs.iter().filter(|p| !across(p))),
            self.share,
            least,
            self.alone.0 / 10.0,
            self.alone.1 / 10.0,
            both / 10.0,
            f32::from(self.errors),
            f32::from(self.crossings.min(3)),
            f32::from(self.initials),
            f32::from(u8::from(self.equal)),
            covered,
            f32::from(u8::from(self.numbers_differ)),
            self.generic / 10.0,
            f32::from(u8::try_from(joined).unwrap_or(u8::MAX)),
            self.doubt / 10.0,
            f32::from(u8::from(self.filiation && self.crossings > 0)),
            self.deficit.0.min(40.0) / 10.0,
            self.deficit.1.min(40.0) / 10.0,
            f32::from(u8::from(self.pairs.iter().any(|p| across(&p)))),
            gain(&mut self.pairs.iter().filter(across)),
            self.share_across,
            f32::from(self.translated),
            f32::from(self.contradictions.min(3)),
            f32::from(u8::from(self.pairs.iter().any(|p| p.agreement.detour))),
            gain(&mut self.pairs.iter().filter(|p| p.agreement.detour)),
            0.0,
        ]
    }
}

fn mark(used: &mut [bool], range: &std::ops::Range<usize>) {
    used.get_mut(range.clone()).into_iter().flatten().for_each(|u| *u = true);
}

fn bytes(text: &str) -> f32 {
    f32::from(u16::try_from(text.len()).unwrap_or(u16::MAX))
}

fn letters(text: &str) -> f32 {
    f32::from(u16::try_from(text.chars().count()).unwrap_or(u16::MAX))
}

/// How words agree that stand for one another without sounding alike.
fn equivalent(kind: Kind) -> Agreement {
    let share = match kind {
        Kind::Number | Kind::Legal | Kind::Generic => 1.0,
        Kind::Cognate | Kind::Abbreviation => 0.85,
        Kind::Nickname => 0.75,
    };
    Agreement { gain: 6.0, share, errors: 0, equal: false, same_system: false, translated: true, detour: false }
}

/// The least letters of an acronym.
const ACRONYM: usize = 3;

/// Pairs a word with the words whose first letters it is.
fn acronym(one: &Side, other: &Side, used_one: &mut [bool], used_other: &mut [bool], pairs: &mut Vec<Pair>) {
    let spelled = |short: &Side, at: usize, long: &Side, used: &[bool]| -> Option<std::ops::Range<usize>> {
        let letters: Vec<char> = short.text(at, at + 1).chars().collect();
        let said: Vec<(usize, char)> = (0..long.words.len())
            .filter(|&i| {
                used.get(i) == Some(&false)
                    && long.words.get(i).is_some_and(|w| matches!(w.role, Role::Name | Role::Generic | Role::Number))
            })
            .filter_map(|i| long.text(i, i + 1).chars().next().map(|c| (i, c)))
            .collect();
        let (first, last) = (said.first()?.0, said.last()?.0);
        let matches = letters.len() >= ACRONYM && said.iter().map(|(_, c)| *c).eq(letters);
        matches.then_some(first..last + 1)
    };
    let agreement = Agreement { gain: 8.0, share: 0.9, errors: 0, equal: false, same_system: false, translated: true, detour: false };
    for turned in [false, true] {
        let (short, long) = if turned { (other, one) } else { (one, other) };
        for at in 0..short.words.len() {
            let (used_short, used_long) = if turned { (&mut *used_other, &mut *used_one) } else { (&mut *used_one, &mut *used_other) };
            let free = used_short.get(at) == Some(&false);
            let Some(range) = free.then(|| spelled(short, at, long, used_long)).flatten() else { continue };
            mark(used_short, &(at..at + 1));
            mark(used_long, &range);
            let (one, other) = if turned { (range, at..at + 1) } else { (at..at + 1, range) };
            pairs.push(Pair { one, other, agreement, initial: false, without: (false, false) });
        }
    }
}

/// Pairs initials with parts that begin so.
fn initials(
    one: &Side,
    other: &Side,
    used_one: &mut [bool],
    used_other: &mut [bool],
    pairs: &mut Vec<Pair>,
    agree: &mut impl FnMut(&str, &str) -> Option<Agreement>,
) {
    for (i, a) in one.words.iter().enumerate() {
        for (j, b) in other.words.iter().enumerate() {
            let either = a.role == Role::Initial || b.role == Role::Initial;
            let free = used_one.get(i) == Some(&false) && used_other.get(j) == Some(&false);
            if !(either && free) {
                continue;
            }
            let (x, y) = (one.text(i, i + 1), other.text(j, j + 1));
            let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
            let (x, y) = (first(x), first(y));
            let same = x == y || agree(&x, &y).is_some_and(|g| g.gain > 0.5 && g.errors == 0);
            if same {
                mark(used_one, &(i..i + 1));
                mark(used_other, &(j..j + 1));
                let agreement =
                    Agreement { gain: 2.0, share: 0.9, errors: 0, equal: x == y, same_system: x == y, translated: false, detour: false };
                pairs.push(Pair { one: i..i + 1, other: j..j + 1, agreement, initial: true, without: (false, false) });
            }
        }
    }
}

fn summary(one: &Side, other: &Side, pairs: Vec<Pair>, used_one: &[bool], used_other: &[bool]) -> Alignment {
    let mut alignment = Alignment { equal: !pairs.is_empty(), ..Alignment::default() };
    let weigh = |side: &Side, range: &std::ops::Range<usize>| -> f32 {
        side.words.get(range.clone()).unwrap_or_default().iter().map(|w| w.weight).sum()
    };
    let mut total = 0.0;
    for pair in &pairs {
        let weight = weigh(one, &pair.one).min(weigh(other, &pair.other)).max(0.1);
        alignment.shared += weight * pair.agreement.share.min(1.0);
        alignment.share += pair.agreement.share.min(1.05) * weight;
        total += weight;
        let lack = 1.0 - pair.agreement.share.min(1.0);
        alignment.doubt += weight * lack * lack;
        let deficit = pair.agreement.deficit();
        if pair.agreement.same_system {
            alignment.deficit.1 += deficit;
        } else {
            alignment.deficit.0 += deficit;
        }
        alignment.translated += u8::from(pair.agreement.translated);
        if pair.agreement.across() {
            alignment.share_across += pair.agreement.share.min(1.05) * weight;
        }
        alignment.errors = alignment.errors.saturating_add(pair.agreement.errors);
        alignment.equal &= pair.agreement.equal;
        alignment.initials += u8::from(pair.initial);
    }
    if total > 0.0 {
        alignment.share /= total;
        alignment.share_across /= total;
    }
    let alone =
        |side: &Side, used: &[bool]| -> f32 { side.words.iter().zip(used).filter(|(_, used)| !**used).map(|(w, _)| w.weight).sum() };
    alignment.alone = (alone(one, used_one), alone(other, used_other));
    let filiation = |side: &Side| side.words.iter().any(|w| w.role == Role::Particle);
    alignment.filiation = filiation(one) && filiation(other);
    let generic = |side: &Side, used: &[bool]| -> f32 {
        side.words.iter().zip(used).filter(|(w, used)| !**used && w.role == Role::Generic).map(|(w, _)| w.weight).sum()
    };
    alignment.generic = generic(one, used_one) + generic(other, used_other);
    let names = |side: &Side, used: &[bool]| side.words.iter().zip(used).filter(|(w, used)| !**used && w.role == Role::Name).count();
    alignment.contradictions = u8::try_from(names(one, used_one).min(names(other, used_other))).unwrap_or(u8::MAX);
    let number = |side: &Side, used: &[bool]| side.words.iter().zip(used).any(|(w, used)| !used && w.role == Role::Number);
    alignment.numbers_differ = number(one, used_one) && number(other, used_other);
    let crossed = pairs.windows(2).filter(|p| matches!(p, [a, b] if a.other.start > b.other.start)).count();
    alignment.ends = used_other.last() == Some(&true);
    alignment.crossings = u8::try_from(crossed).unwrap_or(u8::MAX);
    alignment.pairs = pairs;
    alignment
}
