"""Writes the reference tables beside it: python3 special_functions.py (mpmath 1.3, 60 digits)."""
import pathlib
import random

from mpmath import (digamma, erf, erfc, erfinv, exp, findroot, gamma, log, log1p, loggamma, mp,
                    mpf, ncdf, psi, sqrt)

mp.dps = 60
random.seed(1)
here = pathlib.Path(__file__).parent


def log_uniform(low, high, n):
    return [10 ** random.uniform(low, high) for _ in range(n)]


def uniform(low, high, n):
    return [random.uniform(low, high) for _ in range(n)]


def write(name, rows):
    text = "".join(",".join([f, *(repr(a) for a in args), mp.nstr(v, 20)]) + "\n"
                   for f, args, v in rows)
    (here / name).write_text(text)


def unary(name, function, points):
    return [(name, [x], function(mpf(x))) for x in points]


def log_abs_gamma(x):
    return log(abs(gamma(x))) if x < 1e6 else loggamma(x)


def softplus(x):
    return x + log1p(exp(-x)) if x > 0 else log1p(exp(x))


positive = (log_uniform(-300, -8, 10) + log_uniform(-8, 8, 60) + uniform(0.01, 12, 60)
            + [0.5, 1.5, 2.5, 10.0, 1e15, 1e300])
near_zeros = [1 + d for d in (1e-14, -1e-9, 1e-5, -1e-3)] + [2 + d for d in (2e-14, -1e-9, 1e-5, -1e-3)]
negative = uniform(-12, 0, 30) + [-0.5, -1e-9, -170.3]
real = uniform(-6, 6, 40) + uniform(-0.6, 0.6, 15) + [-0.5, 0.5, 1e-12, -1e-12, 0.0]
tail = uniform(6, 26, 10)
normal = uniform(-8, 8, 40) + uniform(-37, -8, 15) + uniform(-1.2, -0.8, 5) + [0.0]
rows = []
rows += unary("logGamma", log_abs_gamma, positive + near_zeros + negative)
rows += unary("digamma", digamma, [x for x in positive if x > 1e-150] + negative)
rows += unary("trigamma", lambda x: psi(1, x), [x for x in positive if x > 1e-150] + negative)
rows += unary("erf", erf, real + tail)
rows += unary("erfc", erfc, real + tail)
rows += unary("normalCdf", ncdf, normal)
rows += unary("logNormalCdf", lambda x: log(ncdf(x)), normal + [-1e3, -1e8, -1e150])
probabilities = uniform(0, 1, 30) + log_uniform(-300, -1, 20) + [1 - 2.0**-53, 0.075, 0.925, 0.5]
rows += unary("normalQuantile", lambda p: findroot(
    lambda x: log(ncdf(x)) - log(p) if p < 0.1 else ncdf(x) - p,
    -sqrt(-2 * log(p)) if p < 0.1 else sqrt(2) * erfinv(2 * p - 1)), probabilities)
rows += unary("log1pExp", softplus, uniform(-40, 40, 30) + [-700.0, 800.0, 0.0])
rows += unary("logSigmoid", lambda x: -softplus(-x), uniform(-40, 40, 30) + [-800.0, 700.0, 0.0])
pairs = (list(zip(log_uniform(-8, 8, 40), log_uniform(-8, 8, 40)))
         + list(zip(uniform(0, 20, 20), uniform(0, 20, 20))) + [(1e10, 1.0), (1e-10, 1e10), (1e6, 1e6)])
rows += [("logBeta", [a, b], loggamma(mpf(a)) + loggamma(mpf(b)) - loggamma(mpf(a) + mpf(b)))
         for a, b in pairs]
write("special-functions.csv", rows)


def lower_gamma(a, x):
    """P(a, x) by its power series, term by term."""
    term = total = exp(a * log(x) - x - loggamma(a + 1))
    n = 0
    while abs(term) > abs(total) * mpf(10) ** -55 or n + a < x:
        n += 1
        term *= x / (a + n)
        total += term
    return total


def gamma_derivative(a, x):
    """-(dP/da) / p(x) by a central difference of step 1e-18 a: 20 digits stay."""
    h = a * mpf(10) ** -18
    slope = (lower_gamma(a + h, x) - lower_gamma(a - h, x)) / (2 * h)
    return -slope / exp((a - 1) * log(x) - x - loggamma(a))


samples = []
for a in [1e-3, 1e-2, 0.1, 0.5, 0.9, 1.0, 1.5, 3.0, 7.5, 15.0, 19.99, 20.0, 35.0, 1e2, 1e3, 1e4, 1e6]:
    for z in [-7, -5, -3, -1, -0.3, 0, 0.3, 1, 3, 5, 7]:
        if a >= 3:  # Wilson and Hilferty's quantile
            x = a * float(1 - 1 / (9 * mpf(a)) + z / (3 * sqrt(mpf(a)))) ** 3
            if not x > 1e-8 * a:
                continue
        else:
            p = ncdf(mpf(z))
            low = float(exp((log(p) + loggamma(mpf(a) + 1)) / a))
            high = float(-log(1 - p)) + a
            x = low if z < 0 else high
            if not x > 1e-300:
                continue
        samples.append((a, x))
write("gamma-derivative.csv",
      [("derivative", [a, x], gamma_derivative(mpf(a), mpf(x))) for a, x in samples])
