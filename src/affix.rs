//! Endings and prefixes of words: what a word of running text may be a form of. Data of `dictionaries/affix/`.
//!
//! A rule strips an affix and puts other letters in its place: from `путина` the ending `а`, from `kaczynskiego` the ending `iego`, for
//! which `i` is put. It asks what the stem ends with, says which grammatical cases the form may be, and what the step costs, in nats.
//!
//! Layout of the section `AFFX`, integers without a width as LEB128 varints, texts as their length and bytes:
//!
//! ```text
//! AFFX     = languages (their number), language ..., cases, name of case ..., stop words: u32 bytes, automaton, rules: u32 bytes,
//!            automaton, stream
//! language = tags (comma-separated), least letters of a lemma, suffixes that may follow each other, 1 where all words of a name agree,
//!            group (languages of one script), vowels
//! list     = rules (their number), rule ...
//! rule     = language, cost in hundredths, cases (bits), affix as the table has it, restored letters, condition
//! ```
//!
//! The first automaton maps stop words to the languages that have them, as bits; the second one a side (`<` for prefixes, `>` for
//! suffixes) and the letters of an affix, outermost first, to a list in the stream.

use crate::automaton::{Automaton, State};
use crate::bytes::{Cursor, index};
use crate::hash;

/// Languages that a section can have: they are the bits of a number.
pub(crate) const MAX_LANGUAGES: usize = 64;
/// Names of cases, likewise.
pub(crate) const MAX_CASES: usize = 64;
/// The sides of a word in the keys of rules.
pub(crate) const PREFIX: u8 = b'<';
pub(crate) const SUFFIX: u8 = b'>';
/// Forms of one word, the cheapest ones.
const MAX_FORMS: usize = 48;

/// Stop words that tell a language.
const LEAST_COUNT: u32 = 2;
/// How much more the stop words of a language count that the caller names.
const HINT: u32 = 3;

/// A set of languages.
pub(crate) type Languages = u64;

/// A language of the tables.
#[derive(Clone, Copy)]
struct Language<'a> {
    tags: &'a str,
    least: usize,
    depth: usize,
    agrees: bool,
    group: u64,
    vowels: &'a str,
}

/// What a word may be a form of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Form {
    pub(crate) lemma: String,
    /// xxh3 of it.
    pub(crate) hash: u64,
    /// How unlikely it is, in nats.
    pub(crate) cost: f32,
    /// The cases that it may be in, as bits; words of one name must share one. All of them where nothing was taken off at the end.
    pub(crate) cases: u64,
    /// Whether it must be the first word of a name, because a prefix was taken off.
    pub(crate) first: bool,
    /// Whether it must be the last one: its language puts endings there alone.
    pub(crate) last: bool,
    /// The affixes that were taken off, as the tables write them.
    pub(crate) affixes: String,
}

/// What a word may be a form of, and why: what [`Tables::forms`](crate::Tables::forms) returns.
///
/// ```
/// let forms = polyonym_dictionaries::tables().forms("Путина", Some("ru"));
/// let form = forms.iter().find(|f| f.lemma() == "путин").unwrap();
/// assert_eq!(form.affixes(), "-а");
/// assert!(form.cases().iter().any(|case| case == "gen"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WordForm {
    lemma: String,
    affixes: String,
    cost: f32,
    cases: Vec<String>,
}

impl WordForm {
    pub(crate) fn all(affixes: &Affixes<'_>, word: &str, languages: Languages) -> Vec<Self> {
        let mut forms = Vec::new();
        affixes.forms(word, languages, None, &mut forms);
        let cases = |f: &Form| match f.cases {
            u64::MAX => Vec::new(),
            cases => affixes.case_names(cases).map(str::to_owned).collect(),
        };
        forms.iter().map(|f| Self { cases: cases(f), lemma: f.lemma.clone(), affixes: f.affixes.clone(), cost: f.cost }).collect()
    }

    /// The folded letters of the word that it may be a form of.
    ///
    /// ```
    /// let forms = polyonym_dictionaries::tables().forms("Lavrovem", Some("cs"));
    /// assert!(forms.iter().any(|f| f.lemma() == "lavrov"));
    /// ```
    #[must_use]
    pub fn lemma(&self) -> &str {
        &self.lemma
    }

    /// The affixes that were taken off, as the tables write them, the outermost first.
    ///
    /// ```
    /// let forms = polyonym_dictionaries::tables().forms("للأسد", Some("ar"));
    /// assert!(forms.iter().any(|f| f.affixes() == "لل-"));
    /// ```
    #[must_use]
    pub fn affixes(&self) -> &str {
        &self.affixes
    }

    /// How unlikely it is, in nats, as the tables say: some 0.5 for a regular ending, 2 for a rare one.
    ///
    /// ```
    /// assert!(polyonym_dictionaries::tables().forms("Путина", Some("ru"))[0].cost() < 2.0);
    /// ```
    #[must_use]
    pub fn cost(&self) -> f32 {
        self.cost
    }

    /// The cases that it may be in, by the words of the tables; none where only a prefix was taken off.
    ///
    /// ```
    /// let forms = polyonym_dictionaries::tables().forms("Путину", Some("ru"));
    /// assert!(forms.iter().any(|f| f.cases().contains(&"dat".to_owned())));
    /// ```
    #[must_use]
    pub fn cases(&self) -> &[String] {
        &self.cases
    }
}

/// A rule as it is read.
struct Rule<'a> {
    language: usize,
    cost: f32,
    cases: u64,
    affix: &'a str,
    restore: &'a str,
    stem: &'a str,
}

/// A view of the section.
pub(crate) struct Affixes<'a> {
    languages: Vec<Language<'a>>,
    cases: Vec<&'a str>,
    stopwords: Automaton<'a>,
    rules: Automaton<'a>,
    stream: &'a [u8],
}

fn text<'a>(cursor: &mut Cursor<'a>) -> Option<&'a str> {
    let length = cursor.size()?;
    std::str::from_utf8(cursor.take(length)?).ok()
}

impl<'a> Affixes<'a> {
    /// O(languages).
    pub(crate) fn new(section: &'a [u8]) -> Option<Self> {
        let mut cursor = Cursor(section);
        let count = cursor.size().filter(|n| *n <= MAX_LANGUAGES)?;
        let languages = (0..count).map(|_| Language::read(&mut cursor)).collect::<Option<_>>()?;
        let count = cursor.size().filter(|n| *n <= MAX_CASES)?;
        let cases = (0..count).map(|_| text(&mut cursor)).collect::<Option<_>>()?;
        let mut automaton = || {
            let length = index(cursor.u32()?);
            Automaton::new(cursor.take(length)?)
        };
        let (stopwords, rules) = (automaton()?, automaton()?);
        Some(Self { languages, cases, stopwords, rules, stream: cursor.0 })
    }

    /// All languages.
    pub(crate) fn all(&self) -> Languages {
        (0..self.languages.len()).fold(0, |all, i| all | 1 << i)
    }

    /// The languages that have this stop word.
    pub(crate) fn stopword(&self, key: &str) -> Languages {
        self.stopwords.get(key.as_bytes()).unwrap_or(0)
    }

    /// The languages with this tag, or with its primary subtag.
    pub(crate) fn tagged(&self, tag: &str) -> Languages {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let has = |l: &Language<'_>| {
            !primary.is_empty() && l.tags.split(',').any(|t| t.eq_ignore_ascii_case(tag) || t.eq_ignore_ascii_case(primary))
        };
        self.languages.iter().zip(0..).filter(|(l, _)| has(l)).fold(0, |all, (_, i)| all | 1 << i)
    }

    /// The languages that a text is in: those that the caller names, and of each script those that stop words speak for about as much as for
    /// any other; all of a script where there are too few words to tell, and the caller says nothing.
    pub(crate) fn likely(&self, counts: &[u32], hint: Languages) -> Languages {
        let mut likely = hint;
        for (i, language) in self.languages.iter().enumerate() {
            let count = |i: usize| counts.get(i).copied().unwrap_or(0);
            let group = || self.languages.iter().enumerate().filter(|(_, l)| l.group == language.group).map(|(i, _)| i);
            let most = group().map(count).max().unwrap_or(0);
            let hinted = group().filter(|i| hint >> i & 1 == 1).map(|i| HINT * count(i).max(1)).max().unwrap_or(0);
            let told = most >= LEAST_COUNT || hinted > 0;
            if told && most > 0 && 3 * count(i) >= 2 * most.max(hinted) || !told && hint == 0 {
                likely |= 1 << i;
            }
        }
        likely
    }

    /// The names of cases.
    pub(crate) fn case_names(&self, cases: u64) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        self.cases.iter().zip(0..).filter(move |(_, i)| cases >> i & 1 == 1).map(|(name, _)| *name)
    }

    /// Hands what `word` (folded letters) may be a form of in these languages to `out`, the cheapest first, each lemma once for each
    /// place in a name that it may have. `least` letters are left, else as many as the language asks for. O(letters × rules that fit).
    pub(crate) fn forms(&self, word: &str, languages: Languages, least: Option<usize>, out: &mut Vec<Form>) {
        out.clear();
        let whole = Form { lemma: word.to_owned(), hash: 0, cost: 0.0, cases: u64::MAX, first: false, last: false, affixes: String::new() };
        let mut bases = vec![(whole, languages)];
        self.rules_of(PREFIX, word, &mut |rule, rest| {
            if languages >> rule.language & 1 == 1
                && let Some(form) = self.apply(&rule, PREFIX, rest, None, least)
            {
                bases.push((form, 1 << rule.language));
            }
        });
        for (base, languages) in bases {
            self.suffixes(&base, languages, 1, least, out);
            if !base.affixes.is_empty() {
                out.push(base);
            }
        }
        out.sort_by(|a, b| {
            (&a.lemma, a.first, a.last).cmp(&(&b.lemma, b.first, b.last)).then(a.cost.total_cmp(&b.cost)).then(a.affixes.cmp(&b.affixes))
        });
        out.dedup_by(|b, a| {
            let same = a.lemma == b.lemma && a.first == b.first && a.last == b.last;
            if same {
                a.cases |= b.cases;
            }
            same
        });
        out.sort_by(|a, b| a.cost.total_cmp(&b.cost).then_with(|| a.lemma.cmp(&b.lemma)));
        out.truncate(MAX_FORMS);
    }

    fn suffixes(&self, base: &Form, languages: Languages, level: usize, least: Option<usize>, out: &mut Vec<Form>) {
        self.rules_of(SUFFIX, &base.lemma, &mut |rule, rest| {
            let deep = self.languages.get(rule.language).is_some_and(|l| l.depth > level);
            if languages >> rule.language & 1 == 1
                && let Some(form) = self.apply(&rule, SUFFIX, rest, Some(base), least)
            {
                if deep {
                    self.suffixes(&form, 1 << rule.language, level + 1, least, out);
                }
                out.push(form);
            }
        });
    }

    /// The form that a rule makes of a stem.
    fn apply(&self, rule: &Rule<'_>, side: u8, stem: &str, base: Option<&Form>, least: Option<usize>) -> Option<Form> {
        let language = self.languages.get(rule.language)?;
        let suffix = side == SUFFIX;
        if !language.allows(rule.stem, stem, suffix) {
            return None;
        }
        let lemma = if suffix { [stem, rule.restore].concat() } else { [rule.restore, stem].concat() };
        (lemma.chars().count() >= least.unwrap_or(language.least)).then_some(())?;
        let of = |f: fn(&Form) -> bool| base.is_some_and(f);
        Some(Form {
            hash: hash::letters(lemma.as_bytes()),
            lemma,
            cost: rule.cost + base.map_or(0.0, |b| b.cost),
            cases: if suffix { rule.cases } else { u64::MAX },
            first: !suffix || of(|b| b.first),
            last: suffix && !language.agrees,
            affixes: base
                .map(|b| b.affixes.as_str())
                .filter(|a| !a.is_empty())
                .map_or(rule.affix.to_owned(), |a| format!("{a} {}", rule.affix)),
        })
    }

    /// The rules whose affix the word begins or ends with, and what is left without it.
    fn rules_of(&self, side: u8, word: &str, take: &mut dyn FnMut(Rule<'a>, &str)) {
        let Some(mut state) = self.rules.step(self.rules.start(), &[side]) else { return };
        let mut step = |c: char, rest: &str| -> Option<()> {
            state = self.rules.step(state, c.encode_utf8(&mut [0; 4]).as_bytes())?;
            if !rest.is_empty() {
                self.list(state).for_each(|rule| take(rule, rest));
            }
            Some(())
        };
        let letters = word.char_indices();
        if side == PREFIX {
            letters.map_while(|(at, c)| step(c, word.get(at + c.len_utf8()..)?)).count();
        } else {
            letters.rev().map_while(|(at, c)| step(c, word.get(..at)?)).count();
        }
    }

    fn list(&self, state: State) -> impl Iterator<Item = Rule<'a>> + use<'a> {
        let place = self.rules.value(state).and_then(|v| usize::try_from(v).ok());
        let mut cursor = Cursor(place.and_then(|p| self.stream.get(p..)).unwrap_or_default());
        let count = cursor.size().unwrap_or(0);
        (0..count).map_while(move |_| Rule::read(&mut cursor))
    }
}

impl<'a> Language<'a> {
    fn read(cursor: &mut Cursor<'a>) -> Option<Self> {
        Some(Self {
            tags: text(cursor)?,
            least: cursor.size()?,
            depth: cursor.size()?,
            agrees: cursor.size()? == 1,
            group: cursor.varint()?,
            vowels: text(cursor)?,
        })
    }

    /// Whether a stem is as a condition asks, on the side of the affix.
    fn allows(&self, condition: &str, stem: &str, suffix: bool) -> bool {
        let (negative, alternatives) = condition.strip_prefix('!').map_or((false, condition), |rest| (true, rest));
        if alternatives.is_empty() {
            return true;
        }
        let edge = if suffix { stem.chars().next_back() } else { stem.chars().next() };
        let vowel = edge.is_some_and(|c| self.vowels.contains(c));
        let fits = alternatives.split('|').any(|alternative| match alternative {
            VOWEL => vowel,
            CONSONANT => !vowel,
            letters if suffix => stem.ends_with(letters),
            letters => stem.starts_with(letters),
        });
        fits != negative
    }
}

/// What conditions write for any vowel and any consonant of the language. Folded letters are never capitals.
pub(crate) const VOWEL: &str = "V";
pub(crate) const CONSONANT: &str = "C";

impl<'a> Rule<'a> {
    fn read(cursor: &mut Cursor<'a>) -> Option<Self> {
        Some(Self {
            language: cursor.size()?,
            cost: f32::from(u16::try_from(cursor.varint()?).ok()?) / 100.0,
            cases: cursor.varint()?,
            affix: text(cursor)?,
            restore: text(cursor)?,
            stem: text(cursor)?,
        })
    }
}
