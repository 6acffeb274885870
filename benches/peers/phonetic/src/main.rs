//! Candidates for names by trigrams and by phonetic keys: the heavy part of `accuracy.py`.
//!
//! usage: peers-phonetic trigram|double-metaphone|beider-morse NAMES.tsv LIMIT < QUERIES > CANDIDATES.jsonl
//!
//! NAMES.tsv has lines `entity TAB text`, QUERIES a text a line. An entity is a small number, a text consists of words of
//! `a`-`z` and `0`-`9` with one space between them: whoever calls has romanised it. Each query is answered by one line,
//! `[[entity, score], ...]` with at most LIMIT entities, best first; equal scores are ordered by the number of the entity.
//! The last line on stderr is a JSON object with the seconds that the index and the queries took, without reading and writing.

mod keys;
mod names;
mod ranking;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::time::Instant;

use keys::{Encoder, KeyIndex};
use names::Names;
use ranking::{Counter, Ranking};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("peers-phonetic: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [method, path, limit] = arguments.as_slice() else {
        return Err("usage: peers-phonetic trigram|double-metaphone|beider-morse NAMES.tsv LIMIT < QUERIES".to_owned());
    };
    let limit: usize = limit.parse().map_err(|_| format!("LIMIT is a number, found {limit:?}"))?;
    let table = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let queries = io::stdin().lines().collect::<io::Result<Vec<String>>>().map_err(|error| format!("standard input: {error}"))?;
    let rules = rphonetic::ConfigFiles::default();
    let encoder = match method.as_str() {
        "trigram" => None,
        "double-metaphone" => Some(Encoder::double_metaphone()),
        "beider-morse" => Some(Encoder::beider_morse(&rules)),
        _ => return Err(format!("unknown method {method:?}")),
    };

    let start = Instant::now();
    let names = Names::read(&table).map_err(|error| format!("{path}:{error}"))?;
    let keys = encoder.map(|encoder| KeyIndex::new(encoder, &names));
    let index_seconds = start.elapsed().as_secs_f64();

    let start = Instant::now();
    let (mut counter, mut ranking) = (Counter::new(names.len()), Ranking::new(names.entities()));
    let answers: Vec<_> = queries
        .iter()
        .map(|query| match &keys {
            None => names.candidates(query, limit, &mut counter, &mut ranking),
            Some(keys) => keys.candidates(&names, query, limit, &mut counter, &mut ranking),
        })
        .collect();
    let query_seconds = start.elapsed().as_secs_f64();

    let mut out = BufWriter::new(io::stdout().lock());
    for answer in answers {
        let pairs: Vec<String> = answer.iter().map(|(entity, score)| format!("[{entity}, {:.4}]", score.0)).collect();
        writeln!(out, "[{}]", pairs.join(", ")).map_err(|error| format!("standard output: {error}"))?;
    }
    out.flush().map_err(|error| format!("standard output: {error}"))?;
    eprintln!("{{\"index_seconds\": {index_seconds:.3}, \"query_seconds\": {query_seconds:.3}, \"texts\": {}}}", names.len());
    Ok(())
}
