"""Rows of families that ../shared/data/distributions lacks, and copies of some that it has.

python3 own_rows.py SHARED_FOLDER    (mpmath 1.3.0 or later, 60 digits; inputs are binary64 numbers taken
exactly; own_families.py has the later families; a family that is neither
continuous nor discrete, None, has no derivative in its value)
"""
import csv
import json
import sys
from mpmath import (mp, mpf, log, loggamma, exp, diff, digamma, gamma, sqrt, pi, nstr, euler, quad, inf, cos,
                    cosh, asinh, sinh, besseli, erfc, e1)
from own_families import MORE

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


def normal_tail(z):
    return erfc(z / sqrt(mpf(2))) / 2


def standard_normal(u):
    return -u * u / 2 - log(2 * pi) / 2


def moyal(x, loc, scale):
    z = (x - loc) / scale
    return -(z + exp(-z)) / 2 - log(2 * pi) / 2 - log(scale)


def soft_laplace(x, loc, scale):
    return log(2 / pi) - log(scale) - log(2 * cosh((x - loc) / scale))


def johnson_su(x, loc, scale, skewness, tailweight):
    z = (x - loc) / scale
    return (standard_normal(skewness + tailweight * asinh(z)) + log(tailweight) - log(scale)
            - log(1 + z * z) / 2)


def sinh_arcsinh(x, loc, scale, skewness, tailweight):
    z = (x - loc) / scale
    angle = tailweight * asinh(z) - skewness
    return (standard_normal(sinh(angle)) + log(cosh(angle)) + log(tailweight) - log(scale)
            - log(1 + z * z) / 2)


def generalized_normal(x, loc, scale, power):
    return log(power / (2 * scale)) - loggamma(1 / power) - abs((x - loc) / scale) ** power


def exponentially_modified_normal(x, loc, scale, rate):
    z = (x - loc) / scale
    return log(rate) + (rate * scale) ** 2 / 2 - rate * (x - loc) + log(normal_tail(rate * scale - z))


def wrapped_cauchy(x, loc, concentration):
    c = concentration
    return log((1 - c**2) / (2 * pi * (1 + c**2 - 2 * c * cos(x - loc))))


def log_logistic(x, scale, concentration):
    r = x / scale
    return log(concentration / scale) + (concentration - 1) * log(r) - 2 * log(1 + r**concentration)


def log_laplace(x, loc, scale):
    return -abs(log(x) - loc) / scale - log(2 * scale * x)


def log_uniform(x, low, high):
    return -log(x) - log(log(high / low))


def frechet(x, scale, concentration):
    r = x / scale
    return log(concentration / scale) - (1 + concentration) * log(r) - r ** (-concentration)


def gompertz(x, concentration, rate):
    return log(concentration * rate) + rate * x - concentration * (exp(rate * x) - 1)


def lomax(x, scale, alpha):
    return log(alpha / scale) - (1 + alpha) * log(1 + x / scale)


def levy(x, loc, scale):
    y = x - loc
    return log(scale / (2 * pi)) / 2 - scale / (2 * y) - log(y) * 3 / 2


def rice(x, loc, scale):
    return log(x / scale**2) - (x**2 + loc**2) / (2 * scale**2) + log(besseli(0, x * loc / scale**2))


def nakagami(x, concentration, spread):
    m = concentration
    return log(mpf(2)) + m * log(m / spread) + (2 * m - 1) * log(x) - m * x**2 / spread - loggamma(m)


def triangular(x, low, high, peak):
    side = (x - low) / (peak - low) if x < peak else (high - x) / (high - peak)
    return log(2 / (high - low)) + log(side)


def skellam(k, rate1, rate2):
    return (-rate1 - rate2 + k / 2 * log(rate1 / rate2)
            + log(besseli(abs(k), 2 * sqrt(rate1 * rate2))))


def yule_simon(k, concentration):
    return log(concentration) + loggamma(k) + loggamma(concentration + 1) - loggamma(k + concentration + 1)


def discrete_weibull(k, probs, concentration):
    return log(probs ** (k**concentration) - probs ** ((k + 1) ** concentration))


def discrete_laplace(k, loc, scale):
    return log(mp.tanh(1 / (2 * scale))) - abs(k - loc) / scale


def beta_negative_binomial(k, total_count, concentration1, concentration0):
    r, a, b = total_count, concentration1, concentration0
    return (loggamma(r + k) - loggamma(k + 1) - loggamma(r) + loggamma(a + k) + loggamma(b + r)
            - loggamma(a + b + k + r) - loggamma(a) - loggamma(b) + loggamma(a + b))


def zipf(k, exponent):
    return -exponent * log(k) - log(mp.zeta(exponent))


def pert(x, low, high, peak, concentration):
    a = 1 + concentration * (peak - low) / (high - low)
    b = 1 + concentration * (high - peak) / (high - low)
    u = (x - low) / (high - low)
    return (loggamma(a + b) - loggamma(a) - loggamma(b) + (a - 1) * log(u) + (b - 1) * log(1 - u)
            - log(high - low))


def generalized_extreme_value(x, loc, scale, concentration):
    t = log(1 + concentration * (x - loc) / scale) / concentration
    return -(1 + concentration) * t - exp(-t) - log(scale)


def generalized_pareto(x, loc, scale, concentration):
    return -(1 + 1 / concentration) * log(1 + concentration * (x - loc) / scale) - log(scale)


LS = ["loc", "scale"]
ANYWHERE = [([0.5, 1.5], [-2.0, 0.7, 9.0]), ([-100.0, 0.01], [-100.02, -99.95])]
FAMILIES = {
    "GeneralizedExtremeValue": (generalized_extreme_value, LS + ["concentration"], True, {
        "mean": lambda m, s, k: m + s * (gamma(1 - k) - 1) / k,
        "entropy": lambda m, s, k: log(s) + euler * k + euler + 1},
        [([0.5, 1.5, 0.15], [-2.0, 0.7, 9.0]), ([0.0, 1.0, -0.4], [-3.0, 2.4]),
         ([0.0, 2.0, 1e-6], [-1.0, 5.0]), ([0.0, 2.0, -1e-12], [7.0])]),
    "GeneralizedPareto": (generalized_pareto, LS + ["concentration"], True, {
        "mean": lambda m, s, k: m + s / (1 - k), "entropy": lambda m, s, k: log(s) + k + 1},
        [([0.5, 1.5, 0.15], [0.6, 1.7, 9.0]), ([0.0, 1.0, -0.4], [0.1, 2.4]), ([0.0, 2.0, 1e-6], [1.0, 5.0])]),
    "Skellam": (skellam, ["rate1", "rate2"], False, {"mean": lambda a, b: a - b, "variance": lambda a, b: a + b},
        [([3.0, 1.5], [-4.0, 0.0, 9.0]), ([0.01, 200.0], [-190.0, 1.0]), ([1e4, 1e4], [30.0])]),
    "YuleSimon": (yule_simon, ["concentration"], False, {"mean": lambda r: r / (r - 1)},
        [([6.5], [1.0, 2.0, 30.0]), ([1.1], [1.0, 1e6])]),
    "DiscreteWeibull": (discrete_weibull, ["probs", "concentration"], False, {},
        [([0.7, 1.3], [0.0, 2.0, 20.0]), ([0.999, 0.5], [1.0, 5000.0])]),
    "DiscreteLaplace": (discrete_laplace, LS, False, {"variance": lambda m, s: 2 * exp(-1 / s) / (1 - exp(-1 / s)) ** 2},
        [([2.0, 1.5], [-9.0, 2.0, 5.0]), ([0.0, 300.0], [400.0]), ([0.0, 0.05], [0.0, 1.0])]),
    "BetaNegativeBinomial": (beta_negative_binomial, ["total_count", "concentration1", "concentration0"], False, {
        "mean": lambda r, a, b: r * a / (b - 1),
        "variance": lambda r, a, b: r * a * (r + b - 1) * (a + b - 1) / ((b - 2) * (b - 1) ** 2)},
        [([3.0, 2.0, 14.0], [0.0, 2.0, 30.0]), ([0.5, 100.0, 4.0], [0.0, 300.0])]),
    "Zipf": (zipf, ["exponent"], False, {
        "mean": lambda s: mp.zeta(s - 1) / mp.zeta(s),
        "variance": lambda s: mp.zeta(s - 2) / mp.zeta(s) - (mp.zeta(s - 1) / mp.zeta(s)) ** 2},
        [([8.0], [1.0, 2.0, 30.0]), ([3.5], [1.0, 1e5]), ([40.0], [1.0, 2.0])]),
    "Pert": (pert, ["low", "high", "peak", "concentration"], True, {
        "mean": lambda a, b, c, k: (a + b + k * c) / (k + 2)},
        [([-1.0, 3.0, 0.5, 4.0], [-0.9, 0.2, 2.7]), ([0.0, 100.0, 10.0, 30.0], [12.0, 60.0])]),
    "Moyal": (moyal, LS, True, {"mean": lambda m, s: m + s * (euler + log(mpf(2))),
        "entropy": lambda m, s: log(s) + (euler + log(mpf(2)) + 1 + log(2 * pi)) / 2}, ANYWHERE),
    "SoftLaplace": (soft_laplace, LS, True, {"variance": lambda m, s: (s * pi / 2) ** 2,
        "entropy": lambda m, s: log(2 * pi * s)},
        ANYWHERE + [([0.0, 1.0], [-300.0, 700.0])]),
    "JohnsonSU": (johnson_su, LS + ["skewness", "tailweight"], True, {
        "mean": lambda m, s, g, d: m - s * exp(1 / (2 * d * d)) * sinh(g / d),
        "variance": lambda m, s, g, d: s**2 / 2 * (exp(1 / d**2) - 1) * (exp(1 / d**2) * cosh(2 * g / d) + 1)},
        [([0.5, 1.5, -0.4, 2.6], [-2.0, 0.7, 9.0]), ([0.0, 0.1, 3.0, 0.5], [-1e6, -2.0, 0.3])]),
    "SinhArcsinh": (sinh_arcsinh, LS + ["skewness", "tailweight"], True, {},
        [([0.5, 1.5, 0.4, 0.9], [-2.0, 0.7, 9.0]), ([0.0, 0.1, -1.0, 0.5], [-1e4, -2.0, 0.3])]),
    "GeneralizedNormal": (generalized_normal, LS + ["power"], True, {
        "variance": lambda m, s, b: s**2 * gamma(3 / b) / gamma(1 / b),
        "entropy": lambda m, s, b: 1 / b - log(b / (2 * s * gamma(1 / b)))},
        [([0.5, 1.5, 1.4], [-2.0, 0.7, 9.0]), ([0.0, 2.0, 7.0], [-3.0, 1.0]), ([0.0, 1.0, 0.3], [-50.0, 0.1])]),
    "ExponentiallyModifiedNormal": (exponentially_modified_normal, LS + ["rate"], True, {
        "mean": lambda m, s, r: m + 1 / r, "variance": lambda m, s, r: s**2 + 1 / r**2},
        [([0.5, 1.5, 0.8], [-9.0, 0.7, 30.0]), ([0.0, 10.0, 20.0], [-3.0, 1.0]), ([0.0, 0.1, 600.0], [0.2])]),
    "WrappedCauchy": (wrapped_cauchy, ["loc", "concentration"], True, {
        "entropy": lambda m, c: log(2 * pi * (1 - c**2))},
        [([0.5, 0.3], [-2.0, 0.7, 3.5]), ([-1.0, 0.999], [-1.0, -1.001, 2.0])]),
    "LogLogistic": (log_logistic, ["scale", "concentration"], True, {
        "mean": lambda a, b: a * pi / b / mp.sin(pi / b)},
        [([1.5, 6.0], [0.3, 1.6, 40.0]), ([200.0, 3.0], [1e-8, 300.0])]),
    "LogLaplace": (log_laplace, LS, True, {"mean": lambda m, b: exp(m) / (1 - b * b)},
        [([0.5, 0.2], [0.3, 1.6, 40.0]), ([-3.0, 0.9], [1e-8, 300.0])]),
    "LogUniform": (log_uniform, ["low", "high"], True, {
        "mean": lambda a, b: (b - a) / log(b / a), "entropy": lambda a, b: (log(a) + log(b)) / 2 + log(log(b / a))},
        [([0.5, 3.0], [0.6, 2.9]), ([1e-9, 1e9], [1e-5, 3.0])]),
    "Frechet": (frechet, ["scale", "concentration"], True, {
        "mean": lambda s, a: s * gamma(1 - 1 / a), "entropy": lambda s, a: 1 + euler / a + euler + log(s / a)},
        [([1.5, 6.0], [0.9, 1.6, 40.0]), ([0.01, 1.5], [0.002, 3.0])]),
    "Gompertz": (gompertz, ["concentration", "rate"], True, {
        "mean": lambda e, b: exp(e) * e1(e) / b, "entropy": lambda e, b: 1 - log(e) - log(b) - exp(e) * e1(e)},
        [([0.4, 1.5], [0.0, 0.9, 3.0]), ([1e-4, 0.1], [30.0, 95.0]), ([50.0, 2.0], [0.005, 0.1])]),
    "Lomax": (lomax, ["scale", "alpha"], True, {
        "mean": lambda s, a: s / (a - 1), "entropy": lambda s, a: log(s / a) + 1 + 1 / a},
        [([1.5, 6.0], [0.0, 0.9, 40.0]), ([1e-3, 1.5], [1e-9, 5.0])]),
    "Levy": (levy, LS, True, {"entropy": lambda m, c: (1 + 3 * euler + log(16 * pi * c * c)) / 2},
        [([0.5, 1.5], [0.6, 1.0, 400.0]), ([0.0, 1e-3], [1e-4, 1.0])]),
    "Rice": (rice, LS, True, {}, [([1.2, 0.8], [0.1, 1.3, 6.0]), ([0.0, 2.0], [1.0]), ([300.0, 0.5], [299.0, 301.5])]),
    "Nakagami": (nakagami, ["concentration", "spread"], True, {
        "mean": lambda m, w: gamma(m + mpf(1) / 2) / gamma(m) * sqrt(w / m)},
        [([1.7, 2.5], [0.1, 1.3, 6.0]), ([0.5, 100.0], [1e-3, 12.0]), ([1e4, 4.0], [2.0, 2.01])]),
    "Triangular": (triangular, ["low", "high", "peak"], True, {
        "variance": lambda a, b, c: (a * a + b * b + c * c - a * b - a * c - b * c) / 18,
        "entropy": lambda a, b, c: mpf(1) / 2 + log((b - a) / 2)},
        [([-1.0, 3.0, 0.5], [-0.9, 0.2, 2.7]), ([0.0, 1e-3, 2e-4], [1e-4, 9e-4])]),
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


def flat(a):
    return [e for part in a for e in flat(part)] if isinstance(a, list) else [a]


def like(a, elements):
    """The numbers of an iterator in the shape of a."""
    return [like(part, elements) for part in a] if isinstance(a, list) else next(elements)


def exact(a):
    return like(a, iter([mpf(e) for e in flat(a)]))


def elements(name, a):
    """Which numbers of an argument have a derivative, and their names: no sizes, nothing above a diagonal."""
    if isinstance(a, int):
        return []
    if not isinstance(a, list):
        return [(0, name)]
    if not isinstance(a[0], list):
        return [(i, f"{name}[{i}]") for i in range(len(a))]
    columns = len(a[0])
    return [(i * columns + j, f"{name}[{i * columns + j}]") for i in range(len(a)) for j in range(columns)
            if j <= i or not name.endswith("tril")]


def slope(f, a, i):
    """The derivative of f in the i-th number of a."""
    numbers = flat(a)
    return diff(lambda t: f(like(a, iter(numbers[:i] + [t] + numbers[i + 1:]))), numbers[i])


def written(x, continuous):
    return json.dumps(x) if isinstance(x, list) else str(int(x)) if continuous is False else repr(x)


def number(x, digits):
    return "[" + ", ".join(number(e, digits) for e in x) + "]" if isinstance(x, list) else nstr(x, digits)


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
    for family, (density, names, continuous, moments, cases) in (FAMILIES | MORE).items():
        for arguments, values in cases:
            parameters = json.dumps(dict(zip(names, arguments)))
            at = [exact(a) for a in arguments]
            base = {"distribution": family, "parameters": parameters}
            for x in values:
                own = exact(x)
                shown = written(x, continuous)
                files["logprob"][1].append(
                    {**base, "value": shown, "log_prob": nstr(density(own, *at), 20), "note": ""})
                slopes = []
                if continuous:
                    slopes = [(name, slope(lambda t: density(t, *at), own, i)) for i, name in elements("value", x)]
                for k, a in enumerate(at):
                    slopes += [(name, slope(lambda t: density(own, *at[:k], t, *at[k + 1:]), a, i))
                               for i, name in elements(names[k], arguments[k])]
                for name, each in slopes:
                    files["grad"][1].append(
                        {**base, "value": shown, "argument": name, "derivative": nstr(each, 17)})
            for quantity, moment in moments.items():
                quantity, _, argument = quantity.partition(":")
                files["moments"][1].append({**base, "quantity": quantity, "argument": argument,
                                            "value": number(moment(*at), 17)})
    for name, (header, rows) in files.items():
        with open(f"{name}.csv", "w", newline="") as target:
            writer = csv.DictWriter(target, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


main(sys.argv[1])
