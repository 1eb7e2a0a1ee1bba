"""Densities by series and integrals, and of vectors and matrices, for own_rows.py: as in its FAMILIES,
a family's density, the names of its parameters, whether it is continuous, its moments by quantity
(cdf:X at X), and its cases. Sums and integrals are taken directly, not by the formulas of the library."""
from mpmath import mp, mpf, log, loggamma, exp, digamma, sqrt, pi, besseli, matrix, det, quad, erfc, cos, sin, inf

mp.dps = 60


# Conway-Maxwell-Poisson

TERMS = {}


def terms(rate, nu):
    """rate^k / k!^nu, until nothing is added."""
    key = (rate, nu, mp.prec)
    if key not in TERMS:
        total, own = mpf(1), [mpf(1)]
        while own[-1] > mpf(10)**-65 * total:
            own.append(own[-1] * rate / mpf(len(own))**nu)
            total += own[-1]
        TERMS[key] = own
    return TERMS[key]


def powers(rate, nu, f=lambda k: 1):
    return sum(f(k) * term for k, term in enumerate(terms(rate, nu)))


def conway_maxwell_poisson(k, rate, nu):
    return k * log(rate) - nu * loggamma(k + 1) - log(powers(rate, nu))


def count_mean(rate, nu, f):
    return powers(rate, nu, f) / powers(rate, nu)


def count_variance(rate, nu):
    return count_mean(rate, nu, lambda k: mpf(k)**2) - count_mean(rate, nu, lambda k: mpf(k))**2


CONWAY_MAXWELL_POISSON = (conway_maxwell_poisson, ["rate", "nu"], False, {
    "mean": lambda r, n: count_mean(r, n, lambda k: mpf(k)),
    "variance": count_variance,
    "entropy": lambda r, n: -count_mean(r, n, lambda k: conway_maxwell_poisson_known(k, r, n)),
    "cdf:3": lambda r, n: count_mean(r, n, lambda k: 1 if k <= 3 else 0),
}, [([2.5, 1.4], [0.0, 2.0, 12.0]), ([0.8, 0.6], [0.0, 5.0, 60.0]), ([12.0, 0.8], [20.0, 60.0]),
    ([5.0, 6.0], [0.0, 1.0, 4.0]), ([0.5, 0.01], [3.0, 40.0]), ([2e3, 3.0], [10.0, 25.0]),
    ([7.0, 1.0], [5.0])])

NORMALIZERS = {}


def conway_maxwell_poisson_known(k, rate, nu):
    key = (rate, nu)
    if key not in NORMALIZERS:
        NORMALIZERS[key] = log(powers(rate, nu))
    return k * log(rate) - nu * loggamma(mpf(k) + 1) - NORMALIZERS[key]


# Matrices

def columns_of(rows):
    return [list(column) for column in zip(*rows)]


def solved(tril, rhs):
    """tril^-1 rhs by forward substitution; rows."""
    done = []
    for i, row in enumerate(rhs):
        done.append([(row[c] - sum(tril[i][j] * done[j][c] for j in range(i))) / tril[i][i] for c in range(len(row))])
    return done


def log_diagonal(tril):
    return sum(log(tril[i][i]) for i in range(len(tril)))


def white(x, loc, row_tril, column_tril):
    left = solved(row_tril, [[a - b for a, b in zip(r, s)] for r, s in zip(x, loc)])
    return columns_of(solved(column_tril, columns_of(left)))


def log_multigamma(n, a):
    return mpf(n * (n - 1)) / 4 * log(pi) + sum(loggamma(a - mpf(i) / 2) for i in range(n))


def matrix_student_t(x, df, loc, row_tril, column_tril):
    n, m = len(loc), len(loc[0])
    t = white(x, loc, row_tril, column_tril)
    inner = matrix([[sum(a * b for a, b in zip(t[i], t[j])) + (i == j) for j in range(n)] for i in range(n)])
    power = (df + n + m - 1) / 2
    return (log_multigamma(n, power) - log_multigamma(n, power - mpf(m) / 2) - n * m * log(pi) / 2
            - m * log_diagonal(row_tril) - n * log_diagonal(column_tril) - power * log(det(inner)))


def squares(tril):
    return [sum(e * e for e in row) for row in tril]


def matrix_variance(df, loc, row_tril, column_tril):
    return [r * c / (df - 2) for r in squares(row_tril) for c in squares(column_tril)]


MATRIX = [[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]]
ROW = [[1.2, 0.0], [0.5, 0.7]]
COLUMN = [[1.0, 0.0, 0.0], [0.2, 1.1, 0.0], [-0.3, 0.4, 0.8]]
MATRIX_STUDENT_T = (matrix_student_t, ["df", "loc", "row_tril", "column_tril"], True, {
    "variance": matrix_variance,
}, [([7.0, MATRIX, ROW, COLUMN], [[[0.5, 2.5, 1.0], [0.1, 0.0, -2.0]], [[100.0, -50.0, 3.0], [0.0, 1e3, 2.0]]]),
    ([2.5, [[0.5], [-1.0]], ROW, [[0.3]]], [[[0.4], [2.0]], [[0.5], [-1.0]]]),
    ([1e4, MATRIX, [[40.0, 0.0], [20.0, 90.0]], COLUMN], [[[0.9, 2.5, 2.0], [0.1, -0.2, 0.3]]]),
    ([2.25, [[1.0, -1.0]], [[2.0]], ROW], [[[0.0, 0.0]], [[1e6, 3.0]], [[1.0, -1.0]]]),
    ([30.0, [[0.0, 0.0], [0.0, 0.0]], ROW, [[0.01, 0.0], [0.02, 0.1]]],
     [[[0.01, 0.1], [-0.02, 0.2]], [[0.0, 1.0], [1.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]], [[0.003, -0.05], [0.0, 0.1]]])])


# Directions and angles; off the sphere as the Javadoc of each says

def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def distance(a, b):
    return sum((x - y) ** 2 for x, y in zip(a, b))


def log_sphere_normalizer(d, kappa):
    v = mpf(d) / 2 - 1
    if kappa == 0:
        return loggamma(v + 1) + v * log(mpf(2)) - mpf(d) / 2 * log(2 * pi)
    return v * log(kappa) - log(besseli(v, kappa)) - mpf(d) / 2 * log(2 * pi)


def von_mises_fisher(x, loc, concentration):
    return (log_sphere_normalizer(len(loc), concentration)
            + concentration * (1 - distance(x, loc) / 2))


def mean_cosine(d, kappa):
    return besseli(mpf(d) / 2, kappa) / besseli(mpf(d) / 2 - 1, kappa)


VON_MISES_FISHER = (von_mises_fisher, ["loc", "concentration"], True, {
    "mean": lambda m, k: [mean_cosine(len(m), k) * e for e in m],
    "entropy": lambda m, k: -log_sphere_normalizer(len(m), k) - k * mean_cosine(len(m), k),
}, [([[0.6, 0.8], 3.0], [[0.6, 0.8], [-0.28, 0.96], [-0.6, -0.8]]),
    ([[0.0, 0.0, 1.0], 0.01], [[0.6, 0.0, 0.8], [0.0, -1.0, 0.0]]),
    ([[0.48, 0.6, 0.64], 1e4], [[0.48, 0.6, 0.64], [0.48, 0.64, 0.6]]),
    ([[0.48, 0.6, 0.64], 1e-9], [[1.0, 0.0, 0.0]]),
    ([[0.1, 0.1, 0.7, 0.7], 700.0], [[0.1, 0.7, 0.1, 0.7], [0.7, 0.1, 0.7, 0.1]]),
    ([[0.5] * 4 + [0.0] * 6, 25.0], [[0.5] * 4 + [0.0] * 6, [0.0] * 6 + [-0.5] * 4])])


def projected_normal(x, loc):
    t = dot(x, loc)
    density = exp(-t * t / 2) / sqrt(2 * pi)
    probability = erfc(-t / sqrt(mpf(2))) / 2
    moment = (density + t * probability if len(loc) == 2
              else t * density + (1 + t * t) * probability)
    across = sum((m - t * e) ** 2 for m, e in zip(loc, x))
    return log(moment) - across / 2 - mpf(len(loc) - 1) / 2 * log(2 * pi)


PROJECTED_NORMAL = (projected_normal, ["loc"], True, {}, [
    ([[0.7, -1.5]], [[0.6, -0.8], [-0.6, 0.8], [1.0, 0.0]]), ([[0.0, 1e-9]], [[0.6, 0.8]]),
    ([[30.0, 40.0]], [[0.6, 0.8], [0.0, 1.0], [-0.6, -0.8]]), ([[3.0, 0.0]], [[-0.96, 0.28], [-1.0, 0.0]]),
    ([[0.7, -1.5, 3.5]], [[0.48, 0.6, 0.64], [-0.48, 0.6, -0.64]]),
    ([[0.0, 0.0, 300.0]], [[0.0, 0.0, 1.0], [0.0, 0.6, -0.8], [0.0, 0.0, -1.0]]),
    ([[0.0, 0.0, 0.0]], [[0.0, 0.6, -0.8]])])


POINTS = 144
INTEGRALS = {}


def log_sine_integral(a, b, c):
    """The trapezoidal rule on the circle, which converges exponentially."""
    key = (a, b, c, mp.prec)
    if key not in INTEGRALS:
        half = sum(exp(a * cos(t)) * besseli(0, sqrt(b * b + (c * sin(t)) ** 2))
                   for t in [2 * pi * i / POINTS for i in range(1, POINTS // 2)])
        ends = (exp(a) + exp(-a)) * besseli(0, b)
        INTEGRALS[key] = log((2 * half + ends) * 2 * pi / POINTS * 2 * pi)
    return INTEGRALS[key]


def sine_bivariate_von_mises(x, loc, concentration, correlation):
    z = [u - v for u, v in zip(x, loc)]
    return (dot(concentration, [cos(e) for e in z]) + correlation * sin(z[0]) * sin(z[1])
            - log_sine_integral(*concentration, correlation))


def sine_entropy(loc, concentration, correlation):
    at = [*concentration, correlation]
    slopes = [mp.diff(lambda t: log_sine_integral(*at[:i], t, *at[i + 1:]), at[i]) for i in range(3)]
    return log_sine_integral(*at) - dot(at, slopes)


SINE_BIVARIATE_VON_MISES = (sine_bivariate_von_mises, ["loc", "concentration", "correlation"], True, {
    "entropy": sine_entropy,
}, [([[0.5, -1.0], [2.0, 1.2], 1.1], [[0.3, 0.4], [-2.0, 3.0], [0.5, -1.0]]),
    ([[0.5, -1.0], [2.0, 0.8], -3.0], [[0.3, 0.4], [-2.0, 3.0], [0.5, -1.0]]),
    ([[0.0, 0.0], [30.0, 12.0], 15.0], [[0.1, 0.2], [3.0, -3.0], [0.5, -1.0]]),
    ([[0.0, 3.0], [1e-6, 4.0], 0.5], [[0.1, 0.2], [3.0, -3.0]]),
    ([[1.0, 2.0], [3.0, 40.0], 0.0], [[0.1, 1.9]]), ([[1.0, 2.0], [0.5, 0.25], 20.0], [[2.5, 3.5]])])


# First passages, rankings, paths

def passage(u, w):
    """f(u): the modes of the interval from u = 1/10 on, the images of the boundary before."""
    if u > mpf(1) / 10:
        return pi * sum(k * exp(-k * k * pi * pi * u / 2) * sin(k * pi * w) for k in range(1, 20 + int(8 / mp.sqrt(u))))
    return sum((w + 2 * k) * exp(-(w + 2 * k)**2 / (2 * u)) for k in range(-12, 13)) / sqrt(2 * pi * u**3)


def wiener_first_passage(x, boundary_separation, non_decision_time, relative_start, drift):
    a, time = boundary_separation, abs(x) - non_decision_time
    w, v = (1 - relative_start, -drift) if x > 0 else (relative_start, drift)
    return log(passage(time / a**2, w)) - 2 * log(a) - v * a * w - v * v * time / 2


def upper_probability(a, tau, beta, drift):
    y = -2 * drift * a
    return beta if y == 0 else (exp(y * beta) - 1) / (exp(y) - 1)


def lower_probability_until(a, tau, beta, drift, x):
    """The probability of leaving at 0 after the time -x."""
    time = -x - tau
    return quad(lambda t: exp(wiener_first_passage(-tau - t, a, tau, beta, drift)), [time, time + a * a, inf])


WIENER_FIRST_PASSAGE = (wiener_first_passage,
                        ["boundary_separation", "non_decision_time", "relative_start", "drift"], True, {
    "cdf:0": lambda *at: 1 - upper_probability(*at),
    "cdf:-0.9": lambda *at: lower_probability_until(*at, mpf(-0.9)),
}, [([1.5, 0.25, 0.4, 0.6], [0.75, -0.75, 0.26, -0.26, 5.0, -5.0]),
    ([2.0, 0.0, 0.5, 0.0], [0.5, 1.0, -2.0, -0.01]), ([0.7, 0.1, 0.9, -3.0], [0.2, -0.2, 2.0]),
    ([1.0, 0.125, 0.001, 1.0], [0.3, -0.1251, -1.0]), ([1.0, 0.125, 0.999, 1.0], [-0.3, 0.3, -0.75]),
    ([30.0, 0.3, 0.5, 2.0], [7.5, 8.5, -7.5])])


def plackett_luce(x, logits):
    ranked = [logits[int(i)] for i in x]
    return sum(each - log(sum(exp(e) for e in ranked[i:])) for i, each in enumerate(ranked))


PLACKETT_LUCE = (plackett_luce, ["logits"], False, {}, [
    ([[0.5, -1.0, 1.25, 0.0]], [[0, 1, 2, 3], [2, 0, 3, 1], [1, 3, 0, 2]]), ([[100.0, -300.0, 2.0]], [[0, 2, 1], [1, 2, 0]]),
    ([[1e-9, 0.0]], [[0, 1], [1, 0]]), ([[2.0, 2.0, 2.0, 2.0, 2.0]], [[4, 3, 2, 1, 0]]),
    ([[0.1 * i for i in range(10)]], [list(range(9, -1, -1)), list(range(10))]), ([[7.0]], [[0]]),
    ([[-800.0, 800.0]], [[1, 0]])])


def euler_maruyama(x, start, rate, scale):
    """Three steps of 1/4 of drift rate (s - x) and diffusion scale sqrt(1 + x^2)."""
    step, past, total = mpf(1) / 4, start, mpf(0)
    for i, now in enumerate(x):
        deviation = scale * sqrt(1 + past**2) * sqrt(step)
        mean = past + rate * (i * step - past) * step
        total -= ((now - mean) / deviation) ** 2 / 2 + log(deviation) + log(2 * pi) / 2
        past = now
    return total


EULER_MARUYAMA = (euler_maruyama, ["start", "rate", "scale"], True, {}, [
    ([0.5, 0.8, 1.5], [[0.4, 1.0, 2.0], [-3.0, 2.0, 0.0], [0.5, 0.5, 0.5]]),
    ([100.0, 3.0, 1e-3], [[25.0, 6.0, 1.5], [26.0, 7.0, 2.0]]), ([-1e3, 1e-6, 0.25], [[-900.0, -1000.0, -1100.0]]),
    ([0.0, 4.0, 1e3], [[1e4, -1e5, 2e5]]), ([2.0, 0.1, 0.1], [[2.0, 2.1, 1.9], [1.0, 3.0, 7.0], [2.0, 2.0, 2.0]]),
    ([-0.5, 2.0, 20.0], [[-9.0, 80.0, 300.0], [0.0, 0.0, 0.0]])])


# Families made of others, and plain ones that had no rows

def normal_probability(z):
    return erfc(-z / sqrt(mpf(2))) / 2


def gamma_density(x, a, b):
    return a * log(b) + (a - 1) * log(x) - b * x - loggamma(a)


def gamma_probability(a, x):
    """The regularised lower incomplete gamma function by its power series."""
    if x == 0:
        return mpf(0)
    total = term = exp(a * log(x) - x - loggamma(a + 1))
    while term > mpf(10)**-90 * total:
        a += 1
        term *= x / a
        total += term
    return total


def truncated_gamma(x, low, high, concentration, rate):
    inside = gamma_probability(concentration, rate * high) - gamma_probability(concentration, rate * low)
    return gamma_density(x, concentration, rate) - log(inside)


def poisson(k, rate):
    return k * log(rate) - rate - loggamma(k + 1)


def truncated_poisson(k, low, high, rate):
    counts = range(int(mp.ceil(low)), int(mp.floor(high)) + 1)
    return poisson(k, rate) - log(sum(exp(poisson(mpf(j), rate)) for j in counts))


def censored_weibull(x, low, high, scale, concentration):
    near = 1 + mpf(10)**-9  # a value at a bound stays there when the bound is moved a little
    if x <= low * near:
        return log(-mp.expm1(-(low / scale)**concentration))
    if x * near >= high:
        return -(high / scale)**concentration
    r = x / scale
    return log(concentration / scale) + (concentration - 1) * log(r) - r**concentration


def normal(x, loc, scale):
    return -((x - loc) / scale)**2 / 2 - log(scale) - log(2 * pi) / 2


def folded_normal(x, loc, scale):
    return log(exp(normal(x, loc, scale)) + exp(normal(-x, loc, scale)))


def hurdle_poisson(k, gate, rate):
    return log(gate) if k == 0 else log(1 - gate) + poisson(k, rate) - log(-mp.expm1(-rate))


def poisson_binomial(k, probs):
    masses = [mpf(1)]
    for p in probs:
        masses = [(masses[i] * (1 - p) if i < len(masses) else 0) + (masses[i - 1] * p if i > 0 else 0)
                  for i in range(len(masses) + 1)]
    return log(masses[int(k)])


def ordered_probit(k, predictor, cutpoints):
    k = int(k)
    if k == len(cutpoints):
        return log(normal_probability(predictor - cutpoints[-1]))
    below = normal_probability(predictor - cutpoints[k - 1]) if k > 0 else 1
    return log(below - normal_probability(predictor - cutpoints[k]))


def one_hot_categorical(x, probs):
    return log(dot(x, probs) / sum(probs))


def one_hot_categorical_logits(x, logits):
    return dot(x, logits) - log(sum(exp(e) for e in logits))


def matrix_normal(x, loc, row_tril, column_tril):
    n, m = len(loc), len(loc[0])
    return (-sum(e * e for row in white(x, loc, row_tril, column_tril) for e in row) / 2
            - m * log_diagonal(row_tril) - n * log_diagonal(column_tril) - n * m * log(2 * pi) / 2)


def zero_sum_normal(x, dim, scale):
    return log(mpf(dim)) / 2 - (dim - 1) * log(2 * pi * scale**2) / 2 - dot(x, x) / (2 * scale**2)


def stick_breaking_weights(x, size, concentration):
    left = [sum(x[i:]) for i in range(1, len(x) - 1)]
    return (len(x) - 1) * log(concentration) + (concentration - 1) * log(x[-1]) - sum(log(e) for e in left)


def gaussian_random_walk(x, drift, scale, length):
    return sum(normal(b - a, drift, scale) for a, b in zip([mpf(0)] + x[:-1], x))


def autoregressive(x, coefficients, scale, length):
    past = lambda t: sum(c * x[t - 1 - i] for i, c in enumerate(coefficients) if t - 1 - i >= 0)
    return sum(normal(e, past(t), scale) for t, e in enumerate(x))


def mixture_of_normal_and_laplace(x, weights, loc, scale, centre, width):
    laplace = exp(-abs(x - centre) / width) / (2 * width)
    return log((weights[0] * exp(normal(x, loc, scale)) + weights[1] * laplace) / sum(weights))


TRIALS = [0.2, 0.5, 0.9, 0.35]
PLAIN = {
    "TruncatedGamma": (truncated_gamma, ["low", "high", "concentration", "rate"], True, {}, [
        ([0.4, 1.7, 2.5, 3.0], [0.5, 1.0, 1.6]), ([5.0, 6.0, 2.0, 3.0], [5.1, 5.9]), ([1e-3, 10.0, 0.3, 1.0], [0.002, 9.0]),
        ([1e-5, 1e-3, 1.5, 2.0], [5e-4, 1e-4]), ([10.0, 16.0, 30.0, 2.0], [11.0, 15.0, 15.75])]),
    "MixtureOfNormalAndLaplace": (
        mixture_of_normal_and_laplace, ["weights", "0.loc", "0.scale", "1.loc", "1.scale"], True, {
            "mean": lambda w, m, s, c, b: (w[0] * m + w[1] * c) / sum(w),
        }, [([[0.25, 0.75], -2.0, 0.5, 2.0, 1.0], [-2.5, 0.3, 9.0]), ([[0.5, 0.5], 0.0, 1e-3, 0.0, 100.0], [0.002, -50.0, 1e3]),
            ([[0.999, 0.001], 5.0, 2.0, -30.0, 0.1], [-30.125, 4.0, 15.0]), ([[1.0, 3.0], 1.0, 1.0, 1.0, 1.0], [1.5, -6.0, 40.0])]),
    "TruncatedPoisson": (truncated_poisson, ["low", "high", "rate"], False, {}, [
        ([1.5, 9.5, 3.5], [2.0, 5.0, 9.0]), ([19.5, 25.5, 3.0], [20.0, 25.0]), ([-0.5, 2.5, 50.0], [0.0, 1.0, 2.0]),
        ([0.5, 40.5, 0.01], [1.0, 4.0]), ([89.5, 95.5, 100.0], [90.0, 93.0])]),
    "CensoredWeibull": (censored_weibull, ["low", "high", "scale", "concentration"], None, {}, [
        ([0.5, 3.0, 2.0, 1.5], [0.5, 1.0, 3.0]), ([1e-6, 100.0, 1.0, 0.5], [1e-6, 2.0, 100.0]),
        ([2.0, 2.5, 1.0, 8.0], [2.0, 2.25, 2.5]), ([0.1, 0.2, 30.0, 3.0], [0.1, 0.15, 0.2])]),
    "FoldedNormal": (folded_normal, ["loc", "scale"], True, {}, [([0.5, 1.5], [0.1, 1.0, 6.0]), ([-3.0, 0.5], [2.5, 0.01, 4.0]), ([1e-8, 2.0], [1e-3, 5.0]),
        ([40.0, 1.0], [41.0, 30.0]), ([0.0, 0.01], [0.005, 0.05])]),
    "HurdlePoisson": (hurdle_poisson, ["gate", "rate"], False, {
        "mean": lambda g, r: (1 - g) * r / -mp.expm1(-r),
    }, [([0.3, 3.5], [0.0, 1.0, 9.0]), ([0.999, 0.01], [0.0, 1.0, 3.0]), ([1e-6, 1e-6], [0.0, 1.0, 2.0]),
        ([0.5, 200.0], [0.0, 180.0, 260.0])]),
    "PoissonBinomial": (poisson_binomial, ["probs"], False, {
        "mean": lambda p: sum(p), "variance": lambda p: sum(e * (1 - e) for e in p),
    }, [([TRIALS], [0.0, 2.0, 4.0]), ([[1e-6, 1e-3, 0.5]], [0.0, 1.0, 3.0]), ([[0.5] * 12], [0.0, 6.0, 11.0]),
        ([[0.999, 0.9999, 0.99]], [0.0, 1.0, 3.0])]),
    "OrderedProbit": (ordered_probit, ["predictor", "cutpoints"], False, {}, [
        ([0.3, [-1.0, 0.5, 2.0]], [0.0, 1.0, 2.0, 3.0]), ([9.0, [-1.0, 0.5]], [0.0, 1.0, 2.0]),
        ([0.0, [0.0]], [0.0, 1.0]), ([-6.0, [-1.0, 0.5]], [0.0, 1.0, 2.0])]),
    "OneHotCategorical": (one_hot_categorical, ["probs"], False, {
        "entropy": lambda p: -sum(e / sum(p) * log(e / sum(p)) for e in p),
    }, [([[0.25, 0.25, 0.5]], [[0, 0, 1], [1, 0, 0]]), ([[1e-9, 1.0]], [[1, 0], [0, 1]]), ([[3.0, 4.0, 5.0, 6.0]], [[0, 1, 0, 0]])]),
    "OneHotCategoricalLogits": (one_hot_categorical_logits, ["logits"], False, {}, [
        ([[0.0, 1.0, -0.5]], [[0, 0, 1], [1, 0, 0]]), ([[300.0, -300.0]], [[1, 0], [0, 1]]),
        ([[5.0, 5.0, 5.0]], [[0, 1, 0]]), ([[1e-9, 0.0]], [[1, 0], [0, 1]])]),
    "MatrixNormal": (matrix_normal, ["loc", "row_tril", "column_tril"], True, {}, [
        ([MATRIX, ROW, COLUMN], [[[0.5, 2.5, 1.0], [0.1, 0.0, -2.0]], [[10.0, -5.0, 3.0], [0.0, 100.0, 2.0]], MATRIX]),
        ([[[0.5], [-1.0]], ROW, [[0.3]]], [[[0.4], [2.0]], [[0.5], [-1.0]], [[-7.0], [9.0]]]),
        ([[[0.0, 0.0], [0.0, 0.0]], [[1e-3, 0.0], [0.02, 0.1]], ROW],
         [[[0.001, 0.002], [0.03, 0.1]], [[0.0, 1.0], [1.0, 0.0]], [[1e-6, 0.0], [0.0, 1e-6]]]),
        ([[[1.0, -1.0]], [[200.0]], ROW], [[[0.0, 0.0]], [[1e4, 3.0]], [[1.0, -1.0]]])]),
    "ZeroSumNormal": (zero_sum_normal, ["dim", "scale"], None, {}, [
        ([3, 1.5], [[1.0, 2.0, -3.0], [0.0, 0.0, 0.0], [30.0, -10.0, -20.0]]), ([2, 0.01], [[0.01, -0.01], [1.0, -1.0]]),
        ([5, 300.0], [[1.0, 2.0, 3.0, 4.0, -10.0], [100.0, 200.0, -50.0, -250.0, 0.0]]),
        ([4, 1e-6], [[1e-6, -1e-6, 2e-6, -2e-6], [0.0, 0.0, 0.0, 0.0], [1.0, 1.0, -1.0, -1.0]]),
        ([2, 1e5], [[3.0, -3.0], [1e5, -1e5]])]),
    "StickBreakingWeights": (stick_breaking_weights, ["size", "concentration"], None, {}, [
        ([4, 1.5], [[0.25, 0.25, 0.25, 0.25], [0.5, 0.25, 0.125, 0.125], [0.9375, 0.03125, 0.015625, 0.015625]]),
        ([2, 0.3], [[0.5, 0.5], [0.999, 0.001], [0.25, 0.75]]), ([3, 100.0], [[0.015625, 0.015625, 0.96875], [0.5, 0.25, 0.25]]),
        ([5, 1.0], [[0.5, 0.125, 0.125, 0.125, 0.125], [0.125, 0.125, 0.125, 0.125, 0.5]]),
        ([3, 1e-3], [[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]])]),
    "GaussianRandomWalk": (gaussian_random_walk, ["drift", "scale", "length"], True, {}, [
        ([0.3, 1.5, 4], [[0.5, 1.0, 0.0, 2.0], [1.0, 2.0, 3.0, 4.0], [-9.0, 20.0, 7.0, 0.0]]),
        ([-2.0, 0.01, 2], [[-2.0, -4.01], [-1.9, -4.0], [0.0, 0.0]]), ([0.0, 1e4, 1], [[3.0], [1e5], [-2e4]]),
        ([100.0, 3.0, 3], [[99.0, 201.0, 305.0], [100.0, 200.0, 300.0], [0.0, 0.0, 0.0]])]),
    "Autoregressive": (autoregressive, ["coefficients", "scale", "length"], True, {}, [
        ([[0.6, -0.3], 1.5, 4], [[0.5, 1.0, 0.0, 2.0], [1.0, 2.0, 3.0, 4.0], [-9.0, 20.0, 7.0, 0.0]]),
        ([[0.99], 0.01, 3], [[0.01, 0.02, 0.0], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]),
        ([[0.1, 0.2, 0.3], 100.0, 2], [[3.0, -100.0], [1e4, 2e3], [0.5, 0.25]]),
        ([[-1.5], 2.0, 3], [[1.0, -1.5, 2.0], [8.0, -12.0, 18.0], [0.0, 1.0, 0.0]])]),
}

MORE = {"ConwayMaxwellPoisson": CONWAY_MAXWELL_POISSON, "MatrixStudentT": MATRIX_STUDENT_T,
        "VonMisesFisher": VON_MISES_FISHER, "ProjectedNormal": PROJECTED_NORMAL,
        "SineBivariateVonMises": SINE_BIVARIATE_VON_MISES, "WienerFirstPassage": WIENER_FIRST_PASSAGE,
        "PlackettLuce": PLACKETT_LUCE, "EulerMaruyama": EULER_MARUYAMA, **PLAIN}
