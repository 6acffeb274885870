//! `learn`: name pairs to tables of correspondences.

mod common;

use common::{World, run};
use std::path::Path;

#[test]
fn the_table_of_a_small_script_is_learned_again_from_the_data() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let data = root.join("../shared/data");
    if !data.join("names/gazetteer_known.tsv.gz").exists() {
        eprintln!("skipped: {} is absent", data.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let [recipe, data, out] = [&root.join("dictionaries/translit/recipe.tsv"), &data, folder.path()].map(|p| p.display().to_string());
    let arguments = ["learn", "--recipe", &recipe, "--data", &data, "--only", "geor-latn-ka", "--sample", "1", "-o", &out];
    run(&arguments, "").expect(0);
    let learned = std::fs::read_to_string(folder.path().join("geor-latn-ka.tsv")).unwrap();
    let committed = std::fs::read_to_string(root.join("dictionaries/translit/geor-latn-ka.tsv")).unwrap();
    let different = learned.lines().zip(committed.lines()).find(|(a, b)| a != b);
    assert!(
        learned == committed,
        "{} lines are learned, {} committed; the first that differ: {different:?}",
        learned.lines().count(),
        committed.lines().count()
    );
}

/// Words of three syllables, with their readings letter by letter.
fn words(count: usize) -> impl Iterator<Item = (String, String)> {
    let consonants: Vec<(char, char)> = "бвгдзклмнпрст".chars().zip("bvgdzklmnprst".chars()).collect();
    let vowels: Vec<(char, char)> = "аоуи".chars().zip("aoui".chars()).collect();
    (0..count).map(move |number| {
        // A step that has no factor in common with the number of words visits each once.
        let mut rest = number * 7919 % (52 * 52 * 52);
        let mut word = (String::new(), String::new());
        for _ in 0..3 {
            for (from, to) in [consonants[rest % 13], vowels[rest / 13 % 4]] {
                word.0.push(from);
                word.1.push(to);
            }
            rest /= 52;
        }
        word
    })
}

#[test]
fn words_that_no_table_was_learned_from_are_looked_up() {
    let world = World::new();
    let mut pairs = String::from("source\tlang\tlatin\ttarget\tcount\n");
    words(900).for_each(|(target, latin)| pairs += &format!("netranslit\tru\t{latin}\t{target}\t1\n"));
    // Too few, and no table of the recipe.
    words(499).for_each(|(target, latin)| pairs += &format!("netranslit\tar\t{latin}\t{target}\t1\n"));
    words(500).for_each(|(target, latin)| pairs += &format!("netranslit\txx\t{latin}x\t{target}\t1\n"));
    let pairs = world.write("pairs.tsv", pairs);
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dictionaries/translit/recipe.tsv").display().to_string();
    let ran = run(&["learn", "--recipe", &recipe, "--held-out", &pairs], "").expect(0);
    ran.told("xx: no table of the recipe");
    let text = ran.text();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let header = ["lang", "pairs", "learned", "held_out", "targets", "first", "words", "first_of_all", "all_words"];
    assert_eq!(lines[0], header);
    assert_eq!(lines.len(), 2, "{text}");
    let number = |column: &str| lines[1][header.iter().position(|h| *h == column).unwrap()].parse::<usize>().unwrap();
    assert_eq!((lines[1][0], number("pairs"), number("words"), number("all_words")), ("ru", 900, 900, 1400));
    assert_eq!(number("learned") + number("held_out"), 900);
    assert!((100..300).contains(&number("held_out")) && number("targets") == number("held_out"), "{text}");
    // Every letter has one reading, and each word its own.
    assert!(number("first") * 100 >= number("targets") * 98, "{text}");
    assert!(number("first_of_all") <= number("first"), "{text}");
}

#[test]
fn words_of_names_are_counted() {
    let world = World::new();
    let names = "id\ttype\tname\tsource
a\tPER\tJosé O'Neil\tb
b\tPER\tJOSE Abe, Jose\tb,a
b\tPER\tJOSE Abe, Jose\tb,a
c\tLOC\tSan José\tc
d\tORG\tAbe 24 Bank-Neil\ta
";
    let names = world.write("names.tsv", names);
    let more = world.write("more.tsv", "id\tname\ne\tJosé O'Neil\nf\t鈴木\n");
    for (what, arguments, expected) in [
        // Marks and capitals are folded, separators cut, a word counts once a name, a name once, places and numbers not at all.
        (
            "all words",
            vec!["--least", "1", "--frequencies", &names],
            "abe\t666667\ta,b\nbank\t333333\ta,b\njose\t666667\ta,b\nneil\t666667\ta,b\no\t333333\ta,b\n",
        ),
        (
            "the frequent ones",
            vec!["--least", "2", "--frequencies", &names, "--source", "own:test"],
            "abe\t666667\town:test\njose\t666667\town:test\nneil\t666667\town:test\n",
        ),
        ("forty of each by default", vec!["--frequencies", &names], ""),
        // Characters that no separator stands between are one word.
        (
            "characters",
            vec!["--least", "1", "--source", "x", "--frequencies", &more],
            "neil\t500000\tx\no\t500000\tx\njose\t500000\tx\n铃木\t500000\tx\n",
        ),
    ] {
        let ran = run(&[&["learn"][..], &arguments].concat(), "").expect(0);
        let mut expected: Vec<&str> = expected.lines().collect();
        expected.sort_unstable();
        assert_eq!(ran.text().lines().collect::<Vec<_>>(), [vec!["word\tpermillion\tsource"], expected].concat(), "{what}");
    }
    let both = world.path("both.tsv");
    run(&["learn", "--least", "2", "--source", "x", "-o", &both, "--frequencies", &names, &more], "").expect(0);
    assert_eq!(
        String::from_utf8(world.read("both.tsv")).unwrap().lines().nth(2),
        Some("jose\t500000\tx"),
        "a name of both files counts once"
    );
    run(&["learn", "--frequencies", &more], "").expect(2).told("more.tsv:2: the name has no source; name all sources with --source");
    run(&["learn", "--frequencies", &names, "--least", "few"], "").expect(2).told("\"few\" is no number of names");
}
