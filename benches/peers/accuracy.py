#!/usr/bin/env python3
"""Compare the accuracy of polyonym with what else is used to find names: see README.md.

usage: accuracy.py [--shared DIR] [--bin BIN --gazetteer GAZ] [--cell N] [--fold all|fit|report] [--only METHOD ...] [--json FILE]

Prints two Markdown tables and writes everything, by script too, to target/peers-accuracy.json of the project.
Without --bin there is no row for polyonym; the programs of the peers are installed by requirements.txt and built by cargo.
"""
import argparse, functools, importlib.metadata, json, os, pathlib, subprocess, sys, time

import pairs, search
from names import Table, pick, score, shared_helpers

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
METHODS = ("token-sort", "double-metaphone", "beider-morse", "trigram", "rigour", "logic-v2", "polyonym")
CATEGORIES = ("xscript", "inscript", "fold", "ortho")
PAIRS = ("human_pairs", "xscript_pairs")


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--shared", type=pathlib.Path, default=pathlib.Path("../shared"), help="folder with data/ and eval/")
    p.add_argument("--bin", help="the release binary of polyonym")
    p.add_argument("--gazetteer", help="built by it from gazetteer_known.tsv.gz")
    p.add_argument("--cell", type=int, default=300, help="queries for each category and script at most")
    p.add_argument("--fold", default="report", choices=("all", "fit", "report"))
    p.add_argument("--only", nargs="+", choices=METHODS, default=METHODS, metavar="METHOD", help=", ".join(METHODS))
    p.add_argument("--json", type=pathlib.Path, default=ROOT / "target" / "peers-accuracy.json")
    return p.parse_args()


def build_helper():
    """Compile `phonetic/` outside its folder, so that no build output stands among the sources."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target" / "peers"))
    manifest = HERE / "phonetic" / "Cargo.toml"
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--manifest-path", manifest, "--target-dir", target], check=True)
    return target / "release" / "peers-phonetic"


def search_methods(a, run):
    """The methods that were asked for and can run, as functions of a table and queries."""
    helper = build_helper() if set(a.only) & {"double-metaphone", "beider-morse", "trigram", "rigour", "logic-v2"} else None
    methods = {"token-sort": search.token_sort}
    for name in ("double-metaphone", "beider-morse", "trigram"):
        methods[name] = functools.partial(search.romanised, binary=helper, method=name)
    methods["rigour"] = functools.partial(search.rigour, binary=helper)
    methods["logic-v2"] = functools.partial(search.logic_v2, binary=helper)
    if a.bin and a.gazetteer:
        methods["polyonym"] = lambda _, queries: search.polyonym(queries, a.bin, a.gazetteer, run)
    return {name: method for name, method in methods.items() if name in a.only}


def pair_methods(a, run):
    methods = {"token-sort": pairs.token_sort, "trigram": pairs.trigram, "rigour": pairs.rigour, "logic-v2": pairs.logic_v2}
    if a.bin:
        methods["polyonym"] = lambda data: pairs.polyonym(data, a.bin, run)
    return {name: method for name, method in methods.items() if name in a.only}


def versions():
    packages = ("anyascii", "rapidfuzz", "rigour", "normality", "pyicu", "nomenklatura", "numpy")
    return {"python": sys.version.split()[0]} | {p: importlib.metadata.version(p) for p in packages}


def main():
    a = arguments()
    common = shared_helpers(a.shared)
    data = a.shared / "data"
    picked = pick(common.rows(data / "names" / "queries.dev.tsv.gz"), a.cell, a.fold)
    table = Table(common.rows(data / "names" / "gazetteer_known.tsv.gz"))
    queries = [r["query"] for r in picked]
    report = {"queries": len(picked), "cell": a.cell, "fold": a.fold, "versions": versions(), "search": {}, "pairs": {}}
    print(f"{len(picked)} queries (--cell {a.cell} --fold {a.fold}), {len(table.bearers)} names of {len(table.ids)} entities\n", flush=True)

    print("| method | " + " | ".join(f"{c} hit@1 / hit@5" for c in CATEGORIES) + " | ms a query | index s |")
    print("|---|" + "---|" * (len(CATEGORIES) + 2), flush=True)
    for name, method in search_methods(a, common.run).items():
        answers, index, seconds = method(table, queries)
        result = report["search"][name] = score(picked, answers)
        result["ms_a_query"], result["index_seconds"] = round(1000 * seconds / len(queries), 3), index and round(index, 1)
        cells = [f"{result[c]['hit1']:.3f} / {result[c]['hit5']:.3f}" if c in result else "-" for c in CATEGORIES]
        print(f"| {name} | " + " | ".join(cells) + f" | {result['ms_a_query']:.2f} | {result['index_seconds'] or '-'} |", flush=True)
    if "rigour" in report["search"]:
        found = ", ".join(f"{c} {r['found']:.3f}" for c, r in report["search"]["rigour"].items() if c in CATEGORIES)
        print(f"\nThe {search.CANDIDATES} candidates that rigour and logic-v2 order hold the right entity in: {found}.")

    sets = {name: pairs.read(data / "pairs" / f"{name}.dev.tsv.gz", common.open_text) for name in PAIRS}
    print("\n| method | " + " | ".join(f"{name} ({len(rows)}) P / R / F1" for name, rows in sets.items()) + " |")
    print("|---|" + "---|" * len(sets), flush=True)
    for name, method in pair_methods(a, common.run).items():
        result = report["pairs"][name] = {kind: pairs.judge(rows, method) for kind, rows in sets.items()}
        cells = ["{precision:.3f} / {recall:.3f} / {f1:.3f}".format(**figures) for figures in result.values()]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)

    a.json.parent.mkdir(parents=True, exist_ok=True)
    a.json.write_text(json.dumps({"date": time.strftime("%Y-%m-%d")} | report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
