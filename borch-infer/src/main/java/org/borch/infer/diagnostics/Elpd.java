package org.borch.infer.diagnostics;

import java.util.List;

/**
 * An estimate of the expected log pointwise predictive density of new data: the larger, the better
 * the model predicts. A cross-validation of your own implements it to be compared with others.
 *
 * <p>Source: Vehtari, Gelman and Gabry (2017), "Practical Bayesian model evaluation using
 * leave-one-out cross-validation and WAIC", Statistics and Computing 27.
 */
public interface Elpd {

  /** How it was estimated, in a word; only estimates of the same method compare. */
  String method();

  /** The terms, one for each observed point. */
  List<Double> pointwise();

  /** What is wrong with the estimate and what to do about it; empty if nothing is. */
  List<Warning> warnings();

  /** The sum over the points. */
  default double value() {
    return Pointwise.sum(pointwise());
  }

  /** The standard error of {@link #value}, from the spread of the points; equation 23. */
  default double standardError() {
    return Pointwise.standardError(pointwise());
  }
}
