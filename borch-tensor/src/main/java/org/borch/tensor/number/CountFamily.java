package org.borch.tensor.number;

import org.apache.commons.numbers.gamma.Digamma;

/** Families of counts by their masses, for sums over all counts. */
public enum CountFamily {
  /** Of a rate. */
  POISSON(1) {
    @Override
    double logMass(double[] at, double k) {
      return BinomialMass.logPoisson(k, at[0]);
    }

    @Override
    public double score(double[] at, int i, double k) {
      return k / at[0] - 1;
    }

    @Override
    double mean(double[] at) {
      return at[0];
    }

    @Override
    double variance(double[] at) {
      return at[0];
    }
  },
  /** Of a number of trials and the log odds of a success. */
  BINOMIAL(2) {
    @Override
    double logMass(double[] at, double k) {
      return BinomialMass.log(k, at[0], sigmoid(at[1]), sigmoid(-at[1]));
    }

    @Override
    public double score(double[] at, int i, double k) {
      return i == 0 ? 0 : k - at[0] * sigmoid(at[1]);
    }

    @Override
    double mean(double[] at) {
      return at[0] * sigmoid(at[1]);
    }

    @Override
    double variance(double[] at) {
      return mean(at) * sigmoid(-at[1]);
    }

    @Override
    double last(double[] at) {
      return at[0];
    }
  },
  /** Of a number of failures and the log odds of a success. */
  NEGATIVE_BINOMIAL(2) {
    @Override
    double logMass(double[] at, double k) {
      double all = at[0] + k;
      return BinomialMass.log(k, all, sigmoid(at[1]), sigmoid(-at[1])) + Math.log(at[0] / all);
    }

    @Override
    public double score(double[] at, int i, double k) {
      return i == 0
          ? Digamma.value(k + at[0]) - Digamma.value(at[0]) - softplus(at[1])
          : k * sigmoid(-at[1]) - at[0] * sigmoid(at[1]);
    }

    @Override
    double mean(double[] at) {
      return at[0] * Math.exp(at[1]);
    }

    @Override
    double variance(double[] at) {
      return mean(at) * (1 + Math.exp(at[1]));
    }
  },
  /** Of a number of trials and the concentrations of successes and of failures. */
  BETA_BINOMIAL(3) {
    @Override
    double logMass(double[] at, double k) {
      double a = at[1] + k;
      double b = at[2] + at[0] - k;
      double n = a + b;
      double before = at[1] + at[2];
      return BinomialMass.log(k, at[0], a / n, b / n)
          + BinomialMass.log(at[1], before, a / n, b / n)
          - BinomialMass.log(a, n, a / n, b / n)
          + Math.log(n / before * at[1] / a * at[2] / b);
    }

    @Override
    public double score(double[] at, int i, double k) {
      if (i == 0) {
        return 0;
      }
      double own = at[i];
      double count = i == 1 ? k : at[0] - k;
      double all = at[1] + at[2];
      return Digamma.value(count + own)
          - Digamma.value(own)
          - Digamma.value(at[0] + all)
          + Digamma.value(all);
    }

    @Override
    double last(double[] at) {
      return at[0];
    }
  },
  /** Of the sizes of a population, of its successes and of a sample without replacement. */
  HYPERGEOMETRIC(3) {
    @Override
    double logMass(double[] at, double k) {
      double p = at[2] / at[0];
      double q = (at[0] - at[2]) / at[0];
      return BinomialMass.log(k, at[1], p, q)
          + BinomialMass.log(at[2] - k, at[0] - at[1], p, q)
          - BinomialMass.log(at[2], at[0], p, q);
    }

    @Override
    public double score(double[] at, int i, double k) {
      return 0;
    }

    @Override
    double first(double[] at) {
      return Math.max(0, at[2] + at[1] - at[0]);
    }

    @Override
    double last(double[] at) {
      return Math.min(at[1], at[2]);
    }
  },
  /** Of a log rate, an exponent ν and {@link ConwayMaxwell#logSum} of these two. */
  CONWAY_MAXWELL_POISSON(3) {
    @Override
    double logMass(double[] at, double k) {
      return ConwayMaxwell.logPower(at[0], at[1], k) - at[2];
    }

    @Override
    public double score(double[] at, int i, double k) {
      return i == 2 ? -1 : ConwayMaxwell.score(at[0], at[1], i, k);
    }

    @Override
    double mean(double[] at) {
      return ConwayMaxwell.centre(at[0], at[1]);
    }

    @Override
    double variance(double[] at) {
      return mean(at) / at[1];
    }

    @Override
    public boolean isEndless() {
      return true;
    }
  };

  private final int arity;

  CountFamily(int arity) {
    this.arity = arity;
  }

  /** How many parameters it has. */
  public int arity() {
    return arity;
  }

  abstract double logMass(double[] at, double k);

  /** Whether there is no last count, whatever the parameters. */
  public boolean isEndless() {
    return false;
  }

  /** The derivative of the log mass with respect to a parameter; 0 for whole ones. */
  public abstract double score(double[] at, int i, double k);

  /** Where sums begin, near the mean; NaN if all counts of a finite support have to be summed. */
  double mean(double[] at) {
    return Double.NaN;
  }

  double variance(double[] at) {
    return Double.NaN;
  }

  double first(double[] at) {
    return 0;
  }

  double last(double[] at) {
    return Double.POSITIVE_INFINITY;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
