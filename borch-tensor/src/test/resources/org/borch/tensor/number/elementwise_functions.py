"""Rows of elementwise-functions.csv: python3 elementwise_functions.py > elementwise-functions.csv

mpmath 1.3.0, 40 digits; arguments are binary64 numbers taken exactly.
"""
from mpmath import (mp, mpf, besseli, log, exp, diff, nstr, quad, sin, cos, atan, pi, erfc, sqrt, inf,
                    loggamma, binomial, beta, psi, nsum, findroot)

mp.dps = 40


def row(name, arguments, value):
    print(",".join([name] + [repr(float(a)) for a in arguments] + [nstr(value, 20)]))


for v in [0, 0.5, 1, 3.7, 12, 45, 160]:
    for x in [1e-6, 0.3, 2.5, 17, 24.5, 31, 140, 2500]:
        v_, x_ = mpf(v), mpf(x)
        row("logBesselI", (v, x), log(besseli(v_, x_)) - x_)
        row("besselIRatio", (v, x), besseli(v_ + 1, x_) / besseli(v_, x_))
        row("besselIByOrder", (v, x), diff(lambda t: log(besseli(t, x_)), v_, h=mpf(10) ** -15))


def skew_tail(a, h):
    a, h = mpf(a), mpf(h)
    points = sorted({mpf(0), atan(a), atan(a) / 2})
    t = quad(lambda th: exp(-h * h / (2 * cos(th) ** 2)), points) / (2 * pi) if a >= 0 else \
        -quad(lambda th: exp(-h * h / (2 * cos(th) ** 2)), [0, atan(-a) / 2, atan(-a)]) / (2 * pi)
    return erfc(h / sqrt(mpf(2))) / 2 + 2 * t


mp.dps = 60
for a in [-30, -4, -1, -0.2, 0, 0.3, 1, 2.5, 50]:
    for h in [-3.5, -0.4, 0, 0.01, 0.7, 2.2, 5]:
        row("skewNormalTail", (a, h), skew_tail(a, h))
mp.dps = 40


def von_mises(kappa, z):
    width = 12 / sqrt(mpf(kappa) + 1)
    low = max(-pi, -width)
    points = [low] + [p for p in (-width / 2, -width / 4, 0, width / 4) if low < p < z] + [mpf(z)]
    return quad(lambda t: exp(kappa * (cos(t) - 1)), points) / (2 * pi * besseli(0, kappa) * exp(-mpf(kappa)))


for kappa in [0, 0.4, 3, 40, 900, 2e5]:
    for s in [-2.1, -0.6, 0.2, 1.7]:
        z = float(s / sqrt(mpf(kappa) + 1))
        value = von_mises(mpf(kappa), z)
        row("vonMisesCdf", (kappa, z), value)
        if kappa > 0:
            slope = diff(lambda k: von_mises(k, z), mpf(kappa), h=mpf(kappa) * mpf(10) ** -12)
            row("vonMisesByConcentration", (kappa, z), slope)


def expectation(mass, f, last=None):
    total, k = mpf(0), 0
    while last is None or k <= last:
        m = mass(k)
        term = m * f(k, m) if m > 0 else mpf(0)
        total += term
        if last is None and k > 50 and abs(term) < mpf(10) ** -30 and mass(k + 1) < m:
            return total
        k += 1
    return total


def entropy(mass, last=None):
    return expectation(mass, lambda k, m: -log(m), last)


for rate in [0.01, 3.5, 60, 3000]:
    r = mpf(rate)
    row("poissonEntropy", (rate,), entropy(lambda k: exp(k * log(r) - r - loggamma(k + 1))))
    for rising in [0.3, 4]:
        row("poissonLogRising", (rate, rising), expectation(
            lambda k: exp(k * log(r) - r - loggamma(k + 1)),
            lambda k, m: loggamma(k + mpf(rising)) - loggamma(mpf(rising))))
# By the series of the entropy in 1/rate (Evans and Boersma 1988), whose next term is 1e-27.
r = mpf(4e6)
row("poissonEntropy", (4e6,), log(2 * pi * r) / 2 + mpf(1) / 2 - 1 / (12 * r) - 1 / (24 * r**2) - 19 / (360 * r**3))
for n, l in [(1, 0.2), (12, -0.6), (300, 2.5)]:
    p = 1 / (1 + exp(-mpf(l)))
    row("binomialEntropy", (n, l), entropy(lambda k: binomial(n, k) * p**k * (1 - p) ** (n - k), n))
for n, l in [(5, -0.4), (0.3, 1.5), (0.05, 3.5), (400, -2)]:
    p, c = 1 / (1 + exp(-mpf(l))), mpf(n)
    row("negativeBinomialEntropy", (n, l), entropy(
        lambda k: exp(loggamma(k + c) - loggamma(c) - loggamma(k + 1) + c * log(1 - p) + k * log(p))))
for n, a, b in [(10, 2, 3), (40, 0.2, 0.4), (3, 900, 4)]:
    a_, b_ = mpf(a), mpf(b)
    mass = lambda k: binomial(n, k) * beta(k + a_, n - k + b_) / beta(a_, b_)
    row("betaBinomialEntropy", (n, a, b), entropy(mass, n))
    row("betaBinomialCdf", (n, a, b, n // 3), sum(mass(k) for k in range(n // 3 + 1)))
    row("betaBinomialSurvival", (n, a, b, n // 3), sum(mass(k) for k in range(n // 3 + 1, n + 1)))
for population, success, sample in [(36, 9, 22), (500, 30, 60), (7, 7, 3)]:
    mass = lambda k: binomial(success, k) * binomial(population - success, sample - k) / binomial(population, sample)
    x = sample * success // population
    row("hypergeometricCdf", (population, success, sample, x), sum(mass(k) for k in range(x + 1)))
