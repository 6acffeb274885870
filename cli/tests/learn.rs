//! `learn`: name pairs to tables of correspondences.

mod common;

use common::run;
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
