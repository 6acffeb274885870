"""Methods that look a name up in the table. Each takes queries and returns the ids found, best first, and two durations.

Five ids are enough; the methods that order candidates of another method return them all, so that one sees what these lacked.

The first duration is what a program does once (normalising and indexing the table), the second what it does for the queries.
Both are wall-clock seconds of one thread.
"""
import json, subprocess, tempfile, time

import numpy
from rapidfuzz import fuzz, process
from rigour.text import levenshtein_similarity

from names import rigour_key, rigour_word, romanise, sort_words
from pairs import LogicV2Scorer

LIMIT = 5
# Of how many entities the trigram index leaves the choice to the slower comparisons.
CANDIDATES = 50


def ranked(scores, ids):
    """The ids of {number: score}, best first, equal scores by number."""
    return [ids[n] for n, _ in sorted(scores.items(), key=lambda t: (-t[1], t[0]))]


def token_sort(table, queries, chunk=64, keep=200):
    """any_ascii, words sorted, rapidfuzz `ratio` against every name: that is `token_sort_ratio` with the sorting done once."""
    start = time.monotonic()
    bearers = table.texts(lambda name: sort_words(romanise(name)))
    texts, numbers = list(bearers), list(bearers.values())
    indexed = time.monotonic()
    answers = []
    for begin in range(0, len(queries), chunk):
        wanted = [sort_words(romanise(q)) for q in queries[begin : begin + chunk]]
        # Not uint8: rounding to whole per cents makes ties where there are none.
        for row in process.cdist(wanted, texts, scorer=fuzz.ratio, dtype=numpy.float32, workers=1):
            least = max(numpy.partition(row, -keep)[-keep], 1)
            scores = {}
            for text in numpy.flatnonzero(row >= least):
                for number in numbers[text]:
                    scores[number] = max(scores.get(number, 0), row[text])
            answers.append(ranked(scores, table.ids)[:LIMIT])
    return answers, indexed - start, time.monotonic() - indexed


def helper(binary, method, bearers, queries, limit):
    """Run the program of `phonetic/`: lists of [entity number, score] and the two durations, as the program measured them."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="ascii") as table:
        table.writelines(f"{number}\t{text}\n" for text, numbers in bearers.items() for number in sorted(numbers))
        table.flush()
        command, lines = [binary, method, table.name, str(limit)], "".join(q + "\n" for q in queries)
        run = subprocess.run(command, input=lines, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(run.stderr)
    answers, seconds = [json.loads(line) for line in run.stdout.splitlines()], json.loads(run.stderr.splitlines()[-1])
    assert len(answers) == len(queries), (len(answers), len(queries))
    return answers, seconds["index_seconds"], seconds["query_seconds"]


def romanised(table, queries, binary, method):
    """trigram, double-metaphone or beider-morse on names romanised by any_ascii."""
    start = time.monotonic()
    bearers = table.texts(romanise)
    normalised = time.monotonic()
    wanted = [romanise(q) for q in queries]
    romanising = time.monotonic() - normalised
    found, index, query = helper(binary, method, bearers, wanted, LIMIT)
    return [[table.ids[n] for n, _ in answer] for answer in found], normalised - start + index, romanising + query


def rigour_candidates(table, queries, binary):
    """Keys of the queries, the entities whose rigour keys are likest by trigrams, and the durations."""
    # Words remembered from an earlier method would make this one look faster.
    rigour_word.cache_clear()
    start = time.monotonic()
    bearers = table.texts(rigour_key)
    normalised = time.monotonic()
    wanted = [rigour_key(q) for q in queries]
    romanising = time.monotonic() - normalised
    found, index, query = helper(binary, "trigram", bearers, wanted, CANDIDATES)
    return wanted, [[n for n, _ in answer] for answer in found], normalised - start + index, romanising + query


def rigour(table, queries, binary):
    """Trigram candidates on rigour's keys, ordered by rigour's Levenshtein similarity with its limits off, which only cut.

    Equal keys have similarity 1 in both steps, so an exact look-up by key needs no step of its own.
    """
    wanted, found, index, query = rigour_candidates(table, queries, binary)
    keys = {n: sorted({rigour_key(name) for name in table.names[n]}) for answer in found for n in answer}
    start = time.monotonic()
    answers = []
    for key, candidates in zip(wanted, found):
        scores = {n: max(levenshtein_similarity(key, k, max_edits=None, max_percent=1.0) for k in keys[n]) for n in candidates}
        answers.append(ranked(scores, table.ids))
    return answers, index, query + time.monotonic() - start


def logic_v2(table, queries, binary):
    """The same candidates, ordered by nomenklatura's logic-v2 over all their names; equal scores keep the trigram order."""
    _, found, index, query = rigour_candidates(table, queries, binary)
    scorer = LogicV2Scorer()
    # No method is told the type of the query. LegalEntity stands for persons and organisations alike; for places there is no schema
    # whose names logic-v2 compares.
    entities = {n: scorer.entity("LegalEntity", *table.names[n]) for answer in found for n in answer}
    start = time.monotonic()
    answers = []
    for name, candidates in zip(queries, found):
        wanted = scorer.entity("LegalEntity", name)
        answers.append([table.ids[n] for n in sorted(candidates, key=lambda n: -scorer.score(wanted, entities[n]))])
    return answers, index, query + time.monotonic() - start


def polyonym(queries, binary, gazetteer, run):
    """The command itself; `run` is that of the shared helpers. Start and opening count as query time; the file is built before."""
    out, seconds = run([binary, "resolve", "-g", gazetteer, "--stdin", "--limit", str(LIMIT), "--format", "jsonl"], queries)
    return [[c["id"] for c in answer["candidates"]] for answer in out], None, seconds
