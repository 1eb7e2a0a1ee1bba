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
    ([1e4, MATRIX, [[40.0, 0.0], [20.0, 90.0]], COLUMN], [[[0.9, 2.5, 2.0], [0.1, -0.2, 0.3]]])])

MORE = {"ConwayMaxwellPoisson": CONWAY_MAXWELL_POISSON, "MatrixStudentT": MATRIX_STUDENT_T}
