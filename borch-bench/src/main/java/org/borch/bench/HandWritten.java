// Hand-written value and gradient of six log densities: the reference that compiled models are compared with.
// Plain nested loops, row-major data, Math.exp and Math.log1p, no tricks: what an engineer writes in an hour.
// Every method returns the log density (constants of the data dropped) and writes the gradient into g.

package org.borch.bench;

final class HandWritten {

  /** q = (mu, log tau, z[8]); mu ~ N(0,5), tau ~ HalfCauchy(5), z ~ N(0,1), y ~ N(mu + tau z, sigma); log-Jacobian of tau included. */
  static double eightSchools(double[] q, double[] y, double[] sigma, double[] g) {
    double mu = q[0], tau = Math.exp(q[1]);
    double t = tau * tau / 25;
    double lp = -mu * mu / 50 - Math.log1p(t) + q[1];
    double gMu = -mu / 25, gTau = 0;
    for (int i = 0; i < 8; i++) {
      double z = q[2 + i];
      double r = (y[i] - mu - tau * z) / sigma[i];
      double d = r / sigma[i];
      lp -= 0.5 * (z * z + r * r);
      gMu += d;
      gTau += d * z;
      g[2 + i] = -z + d * tau;
    }
    g[0] = gMu;
    g[1] = gTau * tau - 2 * t / (1 + t) + 1;
    return lp;
  }

  /** beta ~ N(0,1); y ~ Bernoulli(logit = X beta); X row-major [n, d]. */
  static double logistic(double[] beta, double[] x, double[] y, double[] g) {
    int d = beta.length, n = y.length;
    double lp = 0;
    for (int j = 0; j < d; j++) {
      lp -= 0.5 * beta[j] * beta[j];
      g[j] = -beta[j];
    }
    for (int i = 0; i < n; i++) {
      double eta = 0;
      for (int j = 0; j < d; j++) eta += x[i * d + j] * beta[j];
      double e = Math.exp(-Math.abs(eta));
      lp += y[i] * eta - Math.max(eta, 0) - Math.log1p(e);
      double p = eta >= 0 ? 1 / (1 + e) : e / (1 + e);
      double r = y[i] - p;
      for (int j = 0; j < d; j++) g[j] += r * x[i * d + j];
    }
    return lp;
  }

  /**
   * q = (muAlpha, log sigmaAlpha, log sigmaY, beta0, beta1, z[J]); z ~ N(0,1), muAlpha, beta ~ N(0,10), sigmas ~ HalfNormal(1);
   * y ~ N(muAlpha + sigmaAlpha z[group] + beta0 u + beta1 floor, sigmaY); log-Jacobians included.
   */
  static double radon(double[] q, int[] group, double[] u, double[] floor, double[] y, double[] g) {
    int groups = q.length - 5, n = y.length;
    double mu = q[0], sa = Math.exp(q[1]), sy = Math.exp(q[2]), b0 = q[3], b1 = q[4];
    double lp = -0.005 * (mu * mu + b0 * b0 + b1 * b1) - 0.5 * (sa * sa + sy * sy) + q[1] + q[2];
    for (int j = 0; j < groups; j++) {
      lp -= 0.5 * q[5 + j] * q[5 + j];
      g[5 + j] = -q[5 + j];
    }
    double inv = 1 / sy, gMu = 0, gSa = 0, g0 = 0, g1 = 0, rss = 0;
    for (int i = 0; i < n; i++) {
      int j = group[i];
      double r = (y[i] - mu - sa * q[5 + j] - b0 * u[i] - b1 * floor[i]) * inv;
      double d = r * inv;
      rss += r * r;
      gMu += d;
      gSa += d * q[5 + j];
      g0 += d * u[i];
      g1 += d * floor[i];
      g[5 + j] += d * sa;
    }
    lp -= 0.5 * rss + n * q[2];
    g[0] = gMu - 0.01 * mu;
    g[1] = gSa * sa - sa * sa + 1;
    g[2] = rss - n - sy * sy + 1;
    g[3] = g0 - 0.01 * b0;
    g[4] = g1 - 0.01 * b1;
    return lp;
  }

  /** x ~ N(0, inverse of precision); precision row-major [d, d], symmetric. */
  static double gaussian(double[] x, double[] precision, double[] g) {
    int d = x.length;
    double lp = 0;
    for (int i = 0; i < d; i++) {
      double s = 0;
      for (int j = 0; j < d; j++) s += precision[i * d + j] * x[j];
      g[i] = -s;
      lp -= 0.5 * x[i] * s;
    }
    return lp;
  }

  /**
   * Two-state hidden Markov model, q = (logit a, logit b, mu0, mu1): stay probabilities a of state 0 and b of state 1, uniform on
   * (0,1), emissions N(mu, 1), mu ~ N(0, 10), first state uniform; log-Jacobians included. Forward algorithm on log scale, reverse by hand.
   */
  static double hmm(double[] q, double[] y, double[] g) {
    int n = y.length;
    double[][] la = new double[n][2];
    double a = 1 / (1 + Math.exp(-q[0])), b = 1 / (1 + Math.exp(-q[1]));
    double l00 = Math.log(a), l01 = Math.log1p(-a), l11 = Math.log(b), l10 = Math.log1p(-b);
    double half = Math.log(0.5);
    la[0][0] = half - 0.5 * sq(y[0] - q[2]);
    la[0][1] = half - 0.5 * sq(y[0] - q[3]);
    for (int t = 1; t < n; t++) {
      la[t][0] = lse(la[t - 1][0] + l00, la[t - 1][1] + l10) - 0.5 * sq(y[t] - q[2]);
      la[t][1] = lse(la[t - 1][0] + l01, la[t - 1][1] + l11) - 0.5 * sq(y[t] - q[3]);
    }
    double total = lse(la[n - 1][0], la[n - 1][1]);
    double w0 = Math.exp(la[n - 1][0] - total), w1 = 1 - w0;
    double g00 = 0, g01 = 0, g10 = 0, g11 = 0, gm0 = 0, gm1 = 0;
    for (int t = n - 1; t >= 0; t--) {
      gm0 += w0 * (y[t] - q[2]);
      gm1 += w1 * (y[t] - q[3]);
      if (t > 0) {
        double e0 = la[t][0] + 0.5 * sq(y[t] - q[2]), e1 = la[t][1] + 0.5 * sq(y[t] - q[3]);
        double p00 = w0 * Math.exp(la[t - 1][0] + l00 - e0), p10 = w0 - p00;
        double p01 = w1 * Math.exp(la[t - 1][0] + l01 - e1), p11 = w1 - p01;
        g00 += p00;
        g01 += p01;
        g10 += p10;
        g11 += p11;
        w0 = p00 + p01;
        w1 = p10 + p11;
      }
    }
    g[0] = g00 * (1 - a) - g01 * a + 1 - 2 * a;
    g[1] = g11 * (1 - b) - g10 * b + 1 - 2 * b;
    g[2] = gm0 - 0.01 * q[2];
    g[3] = gm1 - 0.01 * q[3];
    return total + l00 + l01 + l11 + l10 - 0.005 * (q[2] * q[2] + q[3] * q[3]);
  }

  /**
   * Lotka-Volterra, value only: q = log of (theta[4], z0[2], sigma[2]); theta ~ N(1, 0.5), N(0.05, 0.05) restricted to positive,
   * z0 ~ LogNormal(log 10, 1), sigma ~ LogNormal(-1, 1); 40 fourth-order Runge-Kutta steps a year; log-Jacobians included.
   * y0[2] at year 0, y[2 * years] after each year.
   */
  static double lotkaVolterra(double[] q, double[] y0, double[] y) {
    double[] p = new double[8];
    double lp = 0;
    for (int i = 0; i < 8; i++) {
      p[i] = Math.exp(q[i]);
      lp += q[i];
    }
    lp -= 2 * (sq(p[0] - 1) + sq(p[2] - 1)) + 200 * (sq(p[1] - 0.05) + sq(p[3] - 0.05));
    double u = p[4], v = p[5], log10 = Math.log(10), h = 1.0 / 40;
    for (int c = 0; c < 2; c++) {
      lp -= 0.5 * sq(q[4 + c] - log10) + q[4 + c] + 0.5 * sq(q[6 + c] + 1) + q[6 + c];
      lp -= 0.5 * sq((Math.log(y0[c]) - q[4 + c]) / p[6 + c]) + q[6 + c];
    }
    for (int year = 0; 2 * year < y.length; year++) {
      for (int s = 0; s < 40; s++) {
        double a1 = (p[0] - p[1] * v) * u, b1 = (-p[2] + p[3] * u) * v;
        double u2 = u + h / 2 * a1, v2 = v + h / 2 * b1, a2 = (p[0] - p[1] * v2) * u2, b2 = (-p[2] + p[3] * u2) * v2;
        double u3 = u + h / 2 * a2, v3 = v + h / 2 * b2, a3 = (p[0] - p[1] * v3) * u3, b3 = (-p[2] + p[3] * u3) * v3;
        double u4 = u + h * a3, v4 = v + h * b3, a4 = (p[0] - p[1] * v4) * u4, b4 = (-p[2] + p[3] * u4) * v4;
        u += h / 6 * (a1 + 2 * a2 + 2 * a3 + a4);
        v += h / 6 * (b1 + 2 * b2 + 2 * b3 + b4);
      }
      lp -= 0.5 * sq((Math.log(y[2 * year]) - Math.log(u)) / p[6]) + q[6];
      lp -= 0.5 * sq((Math.log(y[2 * year + 1]) - Math.log(v)) / p[7]) + q[7];
    }
    return lp;
  }

  private static double sq(double v) {
    return v * v;
  }

  private static double lse(double a, double b) {
    double m = Math.max(a, b);
    return m + Math.log1p(Math.exp(Math.min(a, b) - m));
  }
}
