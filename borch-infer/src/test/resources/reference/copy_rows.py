"""Copies a few rows of the shared reference data into the tests' resources, so that a clone without
that data fails on a wrong density or diagnostic, too. Run from the project's root with the folder:

    python3 borch-infer/src/test/resources/reference/copy_rows.py ../shared/data

Values are copied as they stand there; the README.md of that folder says where they come from.
"""

import csv
import gzip
import json
import sys
from pathlib import Path

SHARED = Path(sys.argv[1])
INFER = Path("borch-infer/src/test/resources/reference")

# Short ones: ordinary numbers with a chain of odd length, ties, few events, few draws, constants.
CHAINS = ["short_2x20", "constant_2x50", "odd_length_3x251", "poisson_ties_4x250", "rare_event_4x250"]

# Of the slow chains the first.
AUTOCORRELATED = "ar_0.9_4x1000"

POINT = 5  # of those with a log-likelihood: the outlier
RATIOS = "few_ties"

POSTERIORS = {
    "posteriordb/eight_schools-eight_schools_centered": None,
    "posteriordb/eight_schools-eight_schools_noncentered": None,
    "posteriordb/garch-garch11": None,
    "posteriordb/gp_pois_regr-gp_pois_regr": None,
    "posteriordb/hmm_example-hmm_example": None,
    "posteriordb/hudson_lynx_hare-lotka_volterra": None,
    "posteriordb/kilpisjarvi_mod-kilpisjarvi": None,
    "posteriordb/mesquite-logmesquite_logvas": None,
    "posteriordb-refit/dogs-dogs": None,
    "posteriordb-refit/wells_data-wells_dist100_model": ["dist", "switched"],
}


def compact(value):
    return json.dumps(value, separators=(",", ":")) + "\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def select(source, target, chosen, columns=lambda header: header):
    """Writes the rows for which `chosen` is true, the header always."""
    with open(source, newline="") as file:
        reader = csv.DictReader(file)
        names = columns(reader.fieldnames)
        rows = [{name: row[name] for name in names} for row in reader if chosen(row)]
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "w", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def pick(source, target, *names):
    select(source, target, lambda row: True, lambda header: list(names))


def diagnostics():
    source, target = SHARED / "diagnostics", INFER / "diagnostics"
    for name in CHAINS:
        write(target / f"chains/{name}.csv", (source / f"chains/{name}.csv").read_text())
    for name in ["index.csv", "expected.csv"]:
        select(source / "chains" / name, target / "chains" / name, lambda row: row["case"] in CHAINS)
    pick(source / f"chains/{AUTOCORRELATED}.csv", target / f"chains/{AUTOCORRELATED}.csv", "chain1")
    name = "chains/autocorrelation.csv"
    select(source / name, target / name, lambda row: row["chain"] == "1")
    for name in ["energy.csv", "energy_expected.json"]:
        write(target / name, (source / name).read_text())
    pick(source / "loo_linear.csv", target / "loo_linear.csv", "chain", "iteration", f"ll{POINT + 1}")
    for name in ["psis_log_ratios.csv", "psis_smoothed_log_weights.csv"]:
        pick(source / name, target / name, RATIOS)
    expected = json.loads((source / "loo_expected.json").read_text())
    linear = expected["linear"]
    chosen = {"linear": {"r_eff": [linear.pop("r_eff")[POINT]]}, "psis": {RATIOS: expected["psis"][RATIOS]}}
    for method, values in linear.items():
        chosen["linear"][method] = {
            name: [value[POINT]] for name, value in values.items() if isinstance(value, list)
        }
    write(target / "loo_expected.json", compact(chosen))


def posteriors():
    for name, columns in POSTERIORS.items():
        source, target = SHARED / name, INFER / name
        data = json.loads((source / "data.json").read_text())
        if columns:  # large ones
            data = {column: data[column] for column in columns}
            target.mkdir(parents=True, exist_ok=True)
            packed = gzip.compress(json.dumps(data).encode(), mtime=0)
            (target / "data.json.gz").write_bytes(packed)
        else:
            write(target / "data.json", compact(data))
        density = json.loads((source / "logdensity.json").read_text())
        write(target / "logdensity.json", compact({"points": density["points"][:1]}))
        summary = json.loads((source / "summary.json").read_text())
        kept = {"parameters": {}}
        for parameter, values in summary["parameters"].items():
            kept["parameters"][parameter] = {
                key: values[key] for key in ["mean", "mcse_mean", "sd", "mcse_sd"]
            }
        if summary.get("exact"):
            kept["exact"] = summary["exact"]
        write(target / "summary.json", compact(kept))


diagnostics()
posteriors()
