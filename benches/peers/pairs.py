"""Methods that decide whether two names are the same. Each threshold is a documented default, none was fitted to this data."""
import csv, itertools, time

from rapidfuzz import fuzz
from rigour.text import is_levenshtein_plausible

from names import rigour_key, romanise, sort_words


def read(path, open_text):
    with open_text(path) as f:
        return list(csv.DictReader(f, delimiter="\t"))


def token_sort(pairs):
    """any_ascii and token_sort_ratio, the same from 85 of 100 on."""
    return [fuzz.ratio(sort_words(romanise(p["name1"])), sort_words(romanise(p["name2"]))) >= 85 for p in pairs]


def trigrams(text):
    return {padded[i : i + 3] for word in text.split() for padded in [f"  {word} "] for i in range(len(padded) - 2)}


def trigram(pairs):
    """any_ascii and pg_trgm's likeness, the same from 0.3 on: the default of its operator `%`."""
    matches = []
    for p in pairs:
        a, b = trigrams(romanise(p["name1"])), trigrams(romanise(p["name2"]))
        matches.append(bool(a | b) and len(a & b) / len(a | b) >= 0.3)
    return matches


def rigour(pairs):
    """Sorted rigour keys, the same when rigour's `is_levenshtein_plausible` says so: at most 4 edits and a fifth of the shorter."""
    return [is_levenshtein_plausible(rigour_key(p["name1"]), rigour_key(p["name2"])) for p in pairs]


class LogicV2Scorer:
    """nomenklatura's logic-v2 with its default settings, names only."""

    def __init__(self):
        from followthemoney import model
        from nomenklatura.matching import LogicV2
        self.model, self.algorithm, self.config, self.serial = model, LogicV2, LogicV2.default_config(), itertools.count()
        # The first comparison loads dictionaries for seconds; that is no part of a query.
        self.score(self.entity("Person", "Ann Lee"), self.entity("Person", "Anne Li"))

    def entity(self, schema, *names):
        entity = self.model.make_entity(schema)
        # nomenklatura remembers the names of an entity by its id: one id for two entities gives the scores of the first.
        entity.id = f"e{next(self.serial)}"
        for name in names:
            entity.add("name", name)
        return entity

    def score(self, query, result):
        return self.algorithm.compare(query, result, self.config).score


def logic_v2(pairs):
    """logic-v2 with the schema of the pair, the same from 0.7 on: the default threshold of the matching service yente."""
    scorer = LogicV2Scorer()
    return [scorer.score(*(scorer.entity(p["schema"], p[side]) for side in ("name1", "name2"))) >= 0.7 for p in pairs]


def polyonym(pairs, binary, run):
    """The decision of the command `compare`."""
    out, _ = run([binary, "compare", "--stdin", "--format", "jsonl"], [f"{p['name1']}\t{p['name2']}\t{p['schema']}" for p in pairs])
    return [bool(answer["match"]) for answer in out]


def judge(pairs, method):
    """Precision, recall, F1 and microseconds a pair."""
    start = time.monotonic()
    matches = method(pairs)
    seconds = time.monotonic() - start
    assert len(matches) == len(pairs), (len(matches), len(pairs))
    gold = [p["is_match"].lower() == "true" for p in pairs]
    both = sum(g and m for g, m in zip(gold, matches))
    precision, recall = both / max(1, sum(matches)), both / max(1, sum(gold))
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    figures = {"precision": precision, "recall": recall, "f1": f1}
    return {"n": len(pairs)} | {k: round(v, 3) for k, v in figures.items()} | {"us_a_pair": round(1e6 * seconds / len(pairs), 1)}
