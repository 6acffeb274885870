"""What all methods share: the table, the queries, the romanisations, the count of right answers."""
import collections, functools, hashlib, importlib.util, re, zlib

from anyascii import anyascii
from rigour.names import tokenize_name
from rigour.text import ascii_text

APOSTROPHES, WORDS = re.compile("['`]"), re.compile("[a-z0-9]+")


def shared_helpers(shared):
    """The module `common.py` of the shared measuring programs, by its file: their folder has a `pairs.py` too."""
    spec = importlib.util.spec_from_file_location("shared_common", shared / "eval" / "common.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def romanise(name):
    """any_ascii, lower case, apostrophes dropped, whatever else is no letter or digit is a space."""
    return " ".join(WORDS.findall(APOSTROPHES.sub("", anyascii(name).lower())))


def sort_words(text):
    return " ".join(sorted(text.split()))


@functools.lru_cache(1 << 20)
def rigour_word(word):
    # ICU leaves a question mark for what it cannot write, such as the letter ayin; it is no separator.
    return "".join(c for c in ascii_text(word).lower() if c.isascii() and c.isalnum())


def rigour_key(name):
    """rigour's tokens, each through rigour's `ascii_text`, sorted."""
    return " ".join(sorted(filter(None, map(rigour_word, tokenize_name(name.casefold())))))


def digest(text):
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


class Table:
    """The gazetteer: distinct names, the entities of each, and the names of each entity.

    Entities are numbered in the order of a hash of their ids. Every method orders equal scores by that number, so ties fall
    to no side: neither the order of the table nor the frequency of an entity decides.
    """

    def __init__(self, rows):
        bearers = collections.defaultdict(set)
        for row in rows:
            bearers[row["name"]].add(row["id"])
        self.ids = sorted({i for ids in bearers.values() for i in ids}, key=digest)
        number = {i: n for n, i in enumerate(self.ids)}
        self.bearers = {name: sorted(number[i] for i in ids) for name, ids in bearers.items()}

    def texts(self, normalise):
        """Distinct normalised names with the numbers of their entities; names of which nothing is left are absent."""
        texts = collections.defaultdict(set)
        for name, numbers in self.bearers.items():
            texts[normalise(name)].update(numbers)
        texts.pop("", None)
        return texts

    @functools.cached_property
    def names(self):
        """The names of each entity."""
        names = [[] for _ in self.ids]
        for name, numbers in self.bearers.items():
            for number in numbers:
                names[number].append(name)
        return names


def pick(rows, cell, fold, seed="0"):
    """The queries that the shared `list_search.py` takes with --cell, --fold and --seed, in its order, but for `nil`.

    That program selects while it runs, so its rules stand here once more: unambiguous queries, spellings and not translations,
    ids by fold, at most `cell` for each category and script in the order of a hash.
    """
    cells = collections.defaultdict(list)
    for r in rows:
        category = r["category"]
        if category in ("known_elsewhere", "nil") or r["n_conf"] != "0":
            continue
        if fold != "all" and (zlib.crc32(r["id"].encode()) % 5 == 0) != (fold == "report"):
            continue
        if category in ("xscript", "inscript") and int(r["sim"] or 0) < 50:
            continue
        cells[category, r["script"]].append((digest(seed + r["query"] + r["id"]), r))
    return [r for key in sorted(cells) for _, r in sorted(cells[key], key=lambda t: t[0])[:cell]]


def score(picked, answers, min_cell=20):
    """Macro averages over the scripts with at least `min_cell` queries, for each category, as `list_search.py` counts them.

    `found` counts an answer anywhere in the list, which is longer than five where a method only orders candidates.
    """
    assert len(picked) == len(answers), (len(picked), len(answers))
    cells = collections.defaultdict(lambda: [0, 0, 0, 0])
    for row, ids in zip(picked, answers):
        gold = set((row.get("gold_all") or row["id"]).split("|")) | {row["id"]}
        cell = cells[row["category"], row["script"]]
        cell[0] += 1
        cell[1] += bool(ids) and ids[0] in gold
        cell[2] += any(i in gold for i in ids[:5])
        cell[3] += any(i in gold for i in ids)
    report = {}
    for category in ("xscript", "inscript", "fold", "ortho"):
        scripts = {s: cell for (c, s), cell in cells.items() if c == category and cell[0] >= min_cell}
        if scripts:
            mean = lambda i: round(sum(cell[i] / cell[0] for cell in scripts.values()) / len(scripts), 4)
            report[category] = {
                "hit1": mean(1),
                "hit5": mean(2),
                "found": mean(3),
                "by_script": {s: [n, round(h1 / n, 3), round(h5 / n, 3)] for s, (n, h1, h5, _) in sorted(scripts.items())},
            }
    return report
