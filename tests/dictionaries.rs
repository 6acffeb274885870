//! The tables of `dictionaries/`: strict, large enough, each row with a source that holds, every id one that the data knows.
//!
//! What compares with the data of `../shared` says so and returns where that folder is absent.

use polyonym::{Builder, Gazetteer, Tables};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Sources of data sets that are not at hand, so that their rows cannot be looked up: CLDR by way of Babel, and GeoNames of today.
const NOT_AT_HAND: [&str; 2] = ["cldr:babel-", "geonames:"];

fn dictionaries() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries")
}

/// A file of `../shared`, if that folder is there.
fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !path.exists() {
        println!("skipped: ../shared is absent");
        return None;
    }
    Some(path)
}

/// The tables of one folder, by name of the file.
fn tables_of(folder: &str) -> Vec<(String, PathBuf)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(dictionaries().join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|p| (format!("{folder}/{}", p.file_name().unwrap().to_str().unwrap()), p)).collect()
}

/// The rows of a table, without its header.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// A row of `names/`.
struct NameRow {
    table: String,
    line: usize,
    id: String,
    entity_type: String,
    name: String,
    lang: String,
    kind: String,
    source: String,
}

fn names() -> Vec<NameRow> {
    let mut all = Vec::new();
    for (table, path) in tables_of("names") {
        for (i, row) in rows(&path).into_iter().enumerate() {
            let [id, entity_type, name, lang, kind, _, source] = <[String; 7]>::try_from(row).unwrap();
            all.push(NameRow { table: table.clone(), line: i + 2, id, entity_type, name, lang, kind, source });
        }
    }
    all
}

/// The entities of one table.
fn entities<'r>(names: &'r [NameRow], table: &str) -> BTreeMap<&'r str, Vec<&'r NameRow>> {
    let mut of = BTreeMap::<&str, Vec<&NameRow>>::new();
    for row in names.iter().filter(|r| r.table == table) {
        of.entry(&row.id).or_default().push(row);
    }
    of
}

/// Fails with the first faults and their number.
fn assert_none(what: &str, faults: &[String]) {
    let first: Vec<&str> = faults.iter().take(40).map(String::as_str).collect();
    assert!(faults.is_empty(), "{what}: {}\n  {}", faults.len(), first.join("\n  "));
}

/// The script of a letter by its block: enough to tell whether a name was given in many scripts.
fn script(c: char) -> Option<&'static str> {
    Some(match u32::from(c) {
        _ if !c.is_alphabetic() => return None,
        0x41..=0x24F | 0x1E00..=0x1EFF => "Latin",
        0x370..=0x3FF | 0x1F00..=0x1FFF => "Greek",
        0x400..=0x52F => "Cyrillic",
        0x530..=0x58F => "Armenian",
        0x590..=0x5FF => "Hebrew",
        0x600..=0x6FF | 0x750..=0x77F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => "Arabic",
        0x700..=0x74F => "Syriac",
        0x780..=0x7BF => "Thaana",
        0x900..=0x97F => "Devanagari",
        0x980..=0x9FF => "Bengali",
        0xA00..=0xA7F => "Gurmukhi",
        0xA80..=0xAFF => "Gujarati",
        0xB00..=0xB7F => "Odia",
        0xB80..=0xBFF => "Tamil",
        0xC00..=0xC7F => "Telugu",
        0xC80..=0xCFF => "Kannada",
        0xD00..=0xD7F => "Malayalam",
        0xD80..=0xDFF => "Sinhala",
        0xE00..=0xE7F => "Thai",
        0xE80..=0xEFF => "Lao",
        0xF00..=0xFFF => "Tibetan",
        0x1000..=0x109F => "Myanmar",
        0x10A0..=0x10FF | 0x1C90..=0x1CBF => "Georgian",
        0x1200..=0x139F => "Ethiopic",
        0x1780..=0x17FF => "Khmer",
        0x1800..=0x18AF => "Mongolian",
        0x3040..=0x30FF => "Kana",
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0x20000..=0x3FFFF => "Han",
        0xAC00..=0xD7AF => "Hangul",
        _ => return None,
    })
}

#[test]
fn every_table_of_names_is_strict() {
    let tables = Tables::open(dictionaries()).unwrap();
    let mut builder = Builder::new(tables).strict(true);
    for (name, path) in tables_of("names") {
        builder = builder.names(&path).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
    let (bytes, report) = builder.finish().unwrap();
    assert_eq!((report.skipped(), report.faults(), report.notes()), (0, &[][..], &[][..]));
    let gazetteer = Gazetteer::from_owner(bytes).unwrap();
    gazetteer.verify().unwrap();
    println!("{} entities, {} names, {} bytes", report.entities(), report.names(), report.bytes());
}

#[test]
fn tables_are_large_enough() {
    let names = names();
    let well_known = |rows: &[&NameRow]| {
        let langs: BTreeSet<&str> = rows.iter().filter(|r| !r.lang.is_empty()).map(|r| r.lang.split('-').next().unwrap()).collect();
        let scripts: BTreeSet<&str> = rows.iter().flat_map(|r| r.name.chars().filter_map(script)).collect();
        langs.len() >= 15 && scripts.len() >= 8
    };
    let countries = entities(&names, "names/countries.tsv");
    let in_many = countries.values().filter(|rows| well_known(rows)).count();
    assert!(in_many >= 249, "{in_many} of {} countries in 15 languages and 8 scripts", countries.len());
    for (table, least) in [("names/cities.tsv", 300), ("names/people.tsv", 300), ("names/organisations.tsv", 150)] {
        let count = entities(&names, table).len();
        assert!(count >= least, "{table} has {count} entities");
        println!("{table}: {count} entities");
    }
    let organisations = entities(&names, "names/organisations.tsv");
    let short = organisations.values().filter(|rows| rows.iter().any(|r| r.kind == "short")).count();
    println!("{in_many} countries in many scripts, {short} organisations with a short name");
    assert!(short >= 60, "{short} organisations have a short name");
}

#[test]
fn every_entity_has_one_label_one_type_and_one_table() {
    let names = names();
    let mut of = BTreeMap::<&str, Vec<&NameRow>>::new();
    for row in &names {
        of.entry(&row.id).or_default().push(row);
    }
    let mut faults = Vec::new();
    for (id, rows) in of {
        let labels = rows.iter().filter(|r| r.kind == "label").count();
        if labels != 1 {
            faults.push(format!("{id} has {labels} labels"));
        }
        for (what, of) in
            [("types", rows.iter().map(|r| &r.entity_type).collect::<BTreeSet<_>>()), ("tables", rows.iter().map(|r| &r.table).collect())]
        {
            if of.len() != 1 {
                faults.push(format!("{id} has {what} {of:?}"));
            }
        }
    }
    assert_none("entities without one label, type and table", &faults);
}

#[test]
fn ids_and_types_are_of_the_known_form() {
    let qid = |id: &str| id.strip_prefix('Q').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let own = |id: &str| {
        let slug = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        id.strip_prefix("x:").is_some_and(slug)
    };
    let wrong = |r: &&NameRow| !(qid(&r.id) || own(&r.id)) || !matches!(&*r.entity_type, "PER" | "LOC" | "ORG");
    let faults: Vec<String> = names().iter().filter(wrong).map(|r| format!("{}:{}: {} {}", r.table, r.line, r.id, r.entity_type)).collect();
    assert_none("ids are Q and digits, or x: and a slug; types are PER, LOC, ORG", &faults);
}

#[test]
fn kinds_of_names_are_those_of_the_table() {
    let known: HashSet<String> = rows(&dictionaries().join("words/kinds.tsv")).into_iter().map(|r| r[0].clone()).collect();
    let unknown = |r: &&NameRow| !known.contains(&r.kind);
    let faults: Vec<String> = names().iter().filter(unknown).map(|r| format!("{}:{}: {}", r.table, r.line, r.kind)).collect();
    assert_none("kinds that words/kinds.tsv does not have", &faults);
}

#[test]
fn every_row_of_letters_and_words_has_a_source() {
    let mut count = 0;
    for (name, path) in tables_of("fold").into_iter().chain(tables_of("words")) {
        if !name.ends_with(".tsv") {
            continue;
        }
        let header = std::fs::read_to_string(&path).unwrap().lines().next().unwrap().to_owned();
        assert!(header.ends_with("\tsource"), "{name}: {header}");
        for (i, row) in rows(&path).iter().enumerate() {
            assert_eq!(row.len(), header.split('\t').count(), "{name}:{}", i + 2);
            assert!(row.last().is_some_and(|source| source.trim() == source && source.len() > 2), "{name}:{}", i + 2);
            count += 1;
        }
    }
    println!("{count} rows");
}

/// A learned table says how often a piece was seen; where, says the recipe, which names inputs. Neither has a source in its last column.
#[test]
fn every_row_of_correspondences_has_a_source_or_a_recipe() {
    let mut learned = BTreeSet::new();
    let mut faults = Vec::new();
    for (name, path) in tables_of("translit") {
        let header = std::fs::read_to_string(&path).unwrap().lines().next().unwrap().to_owned();
        let good: fn(&[String]) -> bool = match header.as_str() {
            "from\tto\tcost\tcount" => {
                learned.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
                |row| row[2..].iter().all(|n| n.parse::<f64>().is_ok_and(|n| n >= 0.0))
            }
            "table\tfrom\tto\tpieces\tletters\tleast\tinput\tlangs\tsources" => |row| row[..7].iter().all(|field| !field.is_empty()),
            header if header.ends_with("\tsource") => |row| row.last().is_some_and(|source| source.trim() == source && source.len() > 2),
            _ => |_| false,
        };
        for (i, row) in rows(&path).iter().enumerate() {
            if row.len() != header.split('\t').count() || !good(row) {
                faults.push(format!("{name}:{}: {}", i + 2, row.join("\t")));
            }
        }
    }
    let recipe: BTreeSet<String> = rows(&dictionaries().join("translit/recipe.tsv")).into_iter().map(|r| r[0].clone()).collect();
    faults.extend(learned.difference(&recipe).map(|table| format!("{table} is not in the recipe")));
    println!("{} learned tables; in the recipe alone: {:?}", learned.len(), recipe.difference(&learned).collect::<Vec<_>>());
    assert_none("rows of correspondences", &faults);
}

/// Names are held to more, by strict builds. Learned pieces of decomposed letters, and letters that fold, need not be NFC; features of the
/// calibration stand in the order of their numbers.
#[test]
fn every_table_is_sorted_and_has_each_row_once() {
    for (name, path) in ["affix", "fold", "names", "translit", "words"].into_iter().flat_map(tables_of) {
        if name == "translit/calibration.tsv" {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        let fault = lines.windows(2).position(|pair| pair[0] >= pair[1]);
        assert_eq!(fault.map(|i| (i + 3, lines[i + 1])), None, "{name} is not sorted by its bytes (line, row)");
        assert!(text.ends_with('\n') && !text.contains('\r'), "{name} has other line ends than LF");
    }
}

#[test]
fn equivalents_are_in_classes_of_several_words() {
    let rows = rows(&dictionaries().join("words/equivalents.tsv"));
    let mut words = BTreeMap::<&str, BTreeSet<String>>::new();
    for row in &rows {
        let key = polyonym_dictionaries::tables().tokens(&row[2]).iter().map(|t| t.key().to_owned()).collect();
        words.entry(&row[0]).or_default().insert(key);
    }
    println!("{} rows in {} classes", rows.len(), words.len());
    let alone: Vec<String> =
        words.iter().filter(|(_, words)| words.len() < 2).map(|(class, words)| format!("{class}: {words:?}")).collect();
    assert_none("classes whose words fold to one", &alone);
}

#[test]
fn lookalikes_are_folded_letters() {
    let rows = rows(&dictionaries().join("fold/lookalikes.tsv"));
    assert!(rows.len() > 30);
    for row in rows {
        for letter in [&row[1], &row[2]] {
            assert_eq!(polyonym_dictionaries::tables().fold(letter).text(), letter, "{row:?}: a word is looked at after folding");
        }
    }
}

#[test]
fn rows_of_letters_are_stable() {
    let tables = Tables::open(dictionaries()).unwrap();
    let mut faults = Vec::new();
    for (name, path) in tables_of("fold")
        .into_iter()
        .filter(|(name, _)| !["scripts.tsv", "boundaries.tsv", "lookalikes.tsv"].iter().any(|t| name.ends_with(t)))
    {
        for (i, row) in rows(&path).iter().enumerate() {
            let code = row[0].strip_prefix("U+").and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32).unwrap();
            let to = &row[2];
            // Behind a letter, for a mark that stands alone is nobody's.
            let folded = |text: &str| tables.fold(&format!("x{text}")).text().trim_start_matches('x').to_owned();
            if folded(&code.to_string()) != *to || folded(to) != *to {
                faults.push(format!(
                    "{name}:{}: {code:?} to {to:?}, folded {:?}, and again {:?}",
                    i + 2,
                    folded(&code.to_string()),
                    folded(to)
                ));
            }
            if to.chars().any(char::is_uppercase) {
                faults.push(format!("{name}:{}: {to:?} has capitals", i + 2));
            }
        }
    }
    assert_none("rows that are not their own fold", &faults);
}

#[test]
fn words_fold_to_letters() {
    let tables = Tables::open(dictionaries()).unwrap();
    for (table, least) in [("titles.tsv", 200), ("particles.tsv", 50), ("common.tsv", 100), ("calendar.tsv", 200), ("structure.tsv", 500)] {
        let rows = rows(&dictionaries().join("words").join(table));
        assert!(rows.len() >= least, "{table} has {} rows", rows.len());
        let fold = |text: &str| tables.fold(text).text().to_owned();
        let bad = |word: &str| fold(word).is_empty() || fold(&fold(word)) != fold(word);
        let faults: Vec<String> = rows.iter().filter(|r| bad(&r[0])).map(|r| format!("{table}: {}", r[0])).collect();
        assert_none("words without letters", &faults);
        if table == "common.tsv" {
            // A common word and its name are one key, or the row does nothing.
            let key = |text: &str| tables.tokens(text).iter().map(|t| t.key().to_owned()).collect::<String>();
            let faults: Vec<String> =
                rows.iter().filter(|r| key(&r[0]) != key(&r[2])).map(|r| format!("{table}: {} is not {}", r[0], r[2])).collect();
            assert_none("common words that are not their names", &faults);
        }
    }
}

#[test]
fn titles_are_passed_over_by_the_resolver() {
    let gazetteer = polyonym_dictionaries::gazetteer();
    let mut faults = Vec::new();
    for row in rows(&dictionaries().join("words/titles.tsv")) {
        let query = match row[2].as_str() {
            "before" => format!("{} Hassan Rouhani", row[0]),
            "after" => format!("Hassan Rouhani {}", row[0]),
            _ => format!("{} Hassan Rouhani {}", row[0], row[0]),
        };
        if gazetteer.resolve(&query).accepted().is_none_or(|c| c.id() != "Q348144") {
            faults.push(format!("{} ({}): {query}", row[0], row[2]));
        }
    }
    assert_none("titles that keep a name from being found", &faults);
}

#[test]
fn particles_stay_with_the_word_that_they_bind() {
    let tables = Tables::open(dictionaries()).unwrap();
    let particles: BTreeSet<String> = rows(&dictionaries().join("words/particles.tsv"))
        .into_iter()
        .filter(|r| r[2] == "nobiliary" || r[2] == "kunya")
        .map(|r| r[0].clone())
        .collect();
    let words = |p: &str| tables.tokens(p).len();
    let single: Vec<&String> = particles.iter().filter(|p| words(p) == 1 && !p.contains(['-', '.', '\'', '’'])).collect();
    assert!(single.len() > 20, "{} particles", single.len());
    let mut faults = Vec::new();
    for particle in single {
        let name = format!("id\tname\nx:one\tXyz {particle} Qwert\n");
        let (bytes, _) = Builder::new(tables.clone()).read(name.as_bytes(), "one").unwrap().finish().unwrap();
        let gazetteer = Gazetteer::from_owner(bytes).unwrap();
        let found = |query: String| gazetteer.resolve(&query).accepted().is_some();
        if !found(format!("{particle} Qwert, Xyz")) {
            faults.push(format!("{particle}: another order is not found"));
        }
        if found(format!("Qwert {particle} Xyz")) {
            faults.push(format!("{particle}: torn from its word"));
        }
    }
    assert_none("particles that do not bind", &faults);
}

/// Entities whose type in the data is another: countries that it has as governments alone, a union of states that it has as a place, and
/// a president whose names it took for those of a place.
const OTHER_TYPE: [&str; 5] = ["Q1013", "Q1014", "Q30", "Q458", "Q485136"];

/// Names of cities in the exemplar table of CLDR, which is a sample apart: a tar file, of which blocks of 512 bytes are headers.
fn exemplar_cities() -> HashSet<String> {
    let Some(path) = shared("data/samples/raw_samples.tar.gz") else { return HashSet::new() };
    let mut tar = Vec::new();
    let file = std::fs::File::open(path).unwrap();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(file), &mut tar).unwrap();
    let mut at = 0;
    while let Some(header) = tar.get(at..at + 512).filter(|h| h[0] != 0) {
        let size = std::str::from_utf8(&header[124..135]).unwrap().trim_matches(['\0', ' ']);
        let size = usize::from_str_radix(size, 8).unwrap();
        if header.starts_with(b"./cldr_exemplar_cities.tsv\0") {
            let text = std::str::from_utf8(&tar[at + 512..at + 512 + size]).unwrap();
            return text.lines().filter_map(|line| line.split('\t').nth(3)).flat_map(keys).collect();
        }
        at += 512 + size.next_multiple_of(512);
    }
    panic!("no table of exemplar cities in the samples")
}

/// The columns of the known names, for the ids and names that ours have.
#[derive(Default)]
struct Known {
    types: HashMap<String, HashSet<String>>,
    /// Id and folded name.
    names: HashSet<(String, String)>,
    /// Id, name, source.
    sources: HashSet<(String, String, String)>,
    /// Name, source.
    anywhere: HashSet<(String, String)>,
}

/// What a source and a row made from it have in common: the tokens in any order, for sources write "Putin, Vladimir" and "Congo - Brazzaville".
fn key(name: &str) -> String {
    let tokens = polyonym_dictionaries::tables().tokens(name);
    let mut keys: Vec<&str> = tokens.iter().map(polyonym::FoldedToken::key).collect();
    keys.sort_unstable();
    keys.join(" ")
}

/// The names that a source writes as one: "Google (United States)", "Myanmar (Burma)".
fn keys(name: &str) -> impl Iterator<Item = String> {
    std::iter::once(key(name)).chain(name.split(['(', ')', '（', '）']).skip(usize::from(!name.contains(['(', '（']))).map(key))
}

fn known(names: &[NameRow], path: &Path) -> Known {
    let ids: HashSet<&str> = names.iter().map(|r| r.id.as_str()).collect();
    let ours: HashSet<String> = names.iter().map(|r| key(&r.name)).collect();
    let file = std::fs::File::open(path).unwrap();
    let mut lines = BufReader::with_capacity(1 << 20, flate2::read::MultiGzDecoder::new(file)).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "id\ttype\tname\tlang\tscript\tkind\tsource");
    let mut known = Known::default();
    for line in lines {
        let line = line.unwrap();
        let fields: Vec<&str> = line.split('\t').collect();
        let (id, entity_type, source) = (fields[0], fields[1], fields[6]);
        let is_ours = ids.contains(id);
        if is_ours {
            known.types.entry(id.to_owned()).or_default().insert(entity_type.to_owned());
        }
        for name in keys(fields[2]) {
            if is_ours {
                known.names.insert((id.to_owned(), name.clone()));
                known.sources.insert((id.to_owned(), name.clone(), source.to_owned()));
            }
            if ours.contains(&name) {
                known.anywhere.insert((name, source.to_owned()));
            }
        }
    }
    known
}

#[test]
fn ids_and_sources_stand_in_the_data() {
    let Some(path) = shared("data/names/gazetteer_known.tsv.gz") else { return };
    let names = names();
    let mut known = known(&names, &path);
    // The article is marked with ids of the data; some of its people and places stand in no table of names.
    for row in rows(&shared("data/article/entities.tsv").unwrap()) {
        known.types.entry(row[0].clone()).or_default().insert(row[1].clone());
        known.names.extend(keys(&row[2]).map(|key| (row[0].clone(), key)));
    }
    let mut of = BTreeMap::<&str, Vec<&NameRow>>::new();
    for row in names.iter().filter(|r| r.id.starts_with('Q')) {
        of.entry(&row.id).or_default().push(row);
    }
    let mut faults = Vec::new();
    for (id, rows) in &of {
        match known.types.get(*id) {
            None => faults.push(format!("{id}: the data has no such id")),
            Some(types) if !types.contains(&rows[0].entity_type) && !OTHER_TYPE.contains(id) => {
                faults.push(format!("{id}: {} is {types:?} in the data", rows[0].entity_type))
            }
            Some(_) if !rows.iter().any(|r| known.names.contains(&((*id).to_owned(), key(&r.name)))) => {
                faults.push(format!("{id}: none of its names stands in the data"));
            }
            Some(_) => {}
        }
    }
    assert_none("ids that the data does not have so", &faults);
    let exemplar = exemplar_cities();
    let (mut compared, mut apart) = (0, 0);
    for row in &names {
        if row.source.starts_with("own:") || NOT_AT_HAND.iter().any(|prefix| row.source.starts_with(prefix)) {
            apart += 1;
            continue;
        }
        compared += 1;
        if row.source == "cldr" && exemplar.contains(&key(&row.name)) {
            continue;
        }
        let (id, name, source) = (row.id.clone(), key(&row.name), row.source.clone());
        // Ids of the project's own stand for entities that the data has under other ids, or under none.
        let stands =
            if id.starts_with('Q') { known.sources.contains(&(id, name, source)) } else { known.anywhere.contains(&(name, source)) };
        if !stands {
            faults.push(format!("{}:{}: {} {} is not from {}", row.table, row.line, row.id, row.name, row.source));
        }
    }
    println!("{} ids, {compared} rows compared with their source, {apart} are of our own or of data not at hand", of.len());
    assert_none("names that their source does not have", &faults);
}

#[test]
fn every_entity_of_the_article_is_there() {
    let Some(path) = shared("data/article/entities.tsv") else { return };
    let gazetteer = polyonym_dictionaries::gazetteer();
    let mut faults = Vec::new();
    for row in rows(&path) {
        match gazetteer.entity(&row[0]) {
            None => faults.push(format!("{} {} is absent", row[0], row[2])),
            Some(entity) if entity.entity_type() != row[1] => {
                faults.push(format!("{} is {}, not {}", row[0], entity.entity_type(), row[1]))
            }
            Some(_) => {}
        }
        let name = row[2].split(" (").next().unwrap();
        if !gazetteer.resolve(name).candidates().iter().any(|c| c.id() == row[0]) {
            faults.push(format!("{name} does not reach {}", row[0]));
        }
    }
    assert_none("entities of the article", &faults);
}
