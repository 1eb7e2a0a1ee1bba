"""Rows of families that ../shared/data/distributions lacks, and copies of some that it has.

python3 own_rows.py SHARED_FOLDER    (mpmath 1.3.0, 60 digits; inputs are binary64 numbers taken exactly)
"""
import csv
import json
import sys
from mpmath import mp, mpf, log, loggamma, exp, diff, digamma, gamma, sqrt, pi, nstr, euler

mp.dps = 60
COPIED = 5  # rows of each family in each file


def gamma_density(a, b, x):
    return a * log(b) + (a - 1) * log(x) - b * x - loggamma(a)


def rayleigh(x, scale):
    return log(x) - 2 * log(scale) - (x / scale) ** 2 / 2


def beta_proportion(x, mean, concentration):
    a, b = mean * concentration, (1 - mean) * concentration
    return loggamma(a + b) - loggamma(a) - loggamma(b) + (a - 1) * log(x) + (b - 1) * log(1 - x)


def scaled_inverse_chi2(x, df, scale):
    return gamma_density(df / 2, df * scale**2 / 2, 1 / x) - 2 * log(x)


def negative_binomial_2(k, mean, concentration):
    r, m = concentration, mean
    return (loggamma(k + r) - loggamma(k + 1) - loggamma(r)
            + r * log(r / (m + r)) + k * log(m / (m + r)))


FAMILIES = {
    "Rayleigh": (rayleigh, ["scale"], True, {
        "mean": lambda s: s * sqrt(pi / 2), "variance": lambda s: (2 - pi / 2) * s**2,
        "entropy": lambda s: 1 + log(s / sqrt(mpf(2))) + euler / 2},
        [([1.5], [0.1, 1.5, 4.0, 30.0]), ([0.01], [0.02, 1e-6]), ([300.0], [250.0, 1.0])]),
    "BetaProportion": (beta_proportion, ["mean", "concentration"], True, {
        "mean": lambda m, k: m, "variance": lambda m, k: m * (1 - m) / (k + 1)},
        [([0.3, 7.0], [0.1, 0.35, 0.999]), ([0.9, 0.5], [0.5, 1e-9]), ([0.25, 1e5], [0.25, 0.253])]),
    "ScaledInverseChi2": (scaled_inverse_chi2, ["df", "scale"], True, {
        "mean": lambda v, s: v * s**2 / (v - 2),
        "variance": lambda v, s: 2 * v**2 * s**4 / ((v - 2) ** 2 * (v - 4)),
        "entropy": lambda v, s: v / 2 + log(v * s**2 / 2) + loggamma(v / 2)
        - (1 + v / 2) * digamma(v / 2)},
        [([12.0, 1.5], [0.5, 2.2, 40.0]), ([5.0, 0.01], [1e-4, 1e-3]), ([1e4, 3.0], [9.0, 9.3])]),
    "NegativeBinomial2": (negative_binomial_2, ["mean", "concentration"], False, {
        "mean": lambda m, r: m, "variance": lambda m, r: m + m**2 / r},
        [([3.0, 2.0], [0.0, 2.0, 30.0]), ([0.01, 0.5], [0.0, 1.0]), ([50.0, 1e6], [48.0, 60.0])]),
}


def main(shared):
    files = {}
    for name in ["logprob", "grad", "moments", "kl"]:
        with open(f"{shared}/{name}.csv", newline="") as source:
            reader = csv.DictReader(source)
            header, rows, seen = reader.fieldnames, [], {}
            for row in reader:
                family = row.get("distribution") or row["p_distribution"] + row["q_distribution"]
                seen[family] = seen.get(family, 0) + 1
                if seen[family] <= COPIED:
                    rows.append(row)
            files[name] = (header, rows)
    for family, (density, names, continuous, moments, cases) in FAMILIES.items():
        for arguments, values in cases:
            parameters = json.dumps(dict(zip(names, arguments)))
            exact = [mpf(a) for a in arguments]
            base = {"distribution": family, "parameters": parameters}
            for x in values:
                value = nstr(density(mpf(x), *exact), 20)
                shown = repr(x) if continuous else str(int(x))
                files["logprob"][1].append({**base, "value": shown, "log_prob": value, "note": ""})
                if continuous:
                    slope = diff(lambda t: density(t, *exact), mpf(x))
                    files["grad"][1].append(
                        {**base, "value": shown, "argument": "value", "derivative": nstr(slope, 17)})
                for i, name in enumerate(names):
                    slope = diff(lambda t: density(mpf(x), *exact[:i], t, *exact[i + 1:]), exact[i])
                    files["grad"][1].append(
                        {**base, "value": shown, "argument": name, "derivative": nstr(slope, 17)})
            for quantity, moment in moments.items():
                files["moments"][1].append(
                    {**base, "quantity": quantity, "argument": "", "value": nstr(moment(*exact), 17)})
    for name, (header, rows) in files.items():
        with open(f"{name}.csv", "w", newline="") as target:
            writer = csv.DictWriter(target, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


main(sys.argv[1])
