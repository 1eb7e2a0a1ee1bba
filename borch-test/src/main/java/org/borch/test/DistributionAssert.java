package org.borch.test;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.assertj.core.api.AbstractAssert;
import org.borch.distributions.Distribution;
import org.borch.infer.draws.Draws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;

/** Assertions on a distribution. Its formulas are exact; its draws have a Monte Carlo error. */
public final class DistributionAssert extends AbstractAssert<DistributionAssert, Distribution> {

  /** Formulas in float32 and float64 alike. */
  private static final double EXACT = 1e-5;

  DistributionAssert(Distribution distribution) {
    super(distribution, DistributionAssert.class);
    isNotNull();
  }

  /** The shape of independent values, batch. */
  public DistributionAssert hasBatchShape(long... expected) {
    Shapes.differ(actual.name() + "'s batch", actual.batchShape(), new Shape(expected))
        .ifPresent(this::fail);
    return this;
  }

  /** The shape of one value, event. */
  public DistributionAssert hasEventShape(long... expected) {
    Shapes.differ(actual.name() + "'s event", actual.eventShape(), new Shape(expected))
        .ifPresent(this::fail);
    return this;
  }

  /** The log density of a value, to five digits. */
  public DistributionAssert hasLogProb(double value, double expected) {
    return hasLogProb(BorchArray.scalar(value, DataType.FLOAT64), expected);
  }

  /** The log density of a value, summed over the batch, to five digits. */
  public DistributionAssert hasLogProb(NDArray value, double expected) {
    try (Scope scope = Scope.open()) {
      double found = BorchArray.wrap(actual.logProb(value).sum()).values()[0];
      if (!ArrayAssert.isClose(found, expected, EXACT)) {
        fail(
            Note.of(actual.name() + " has another log density")
                .expected(expected)
                .found(found)
                .line("difference", found - expected)
                .cause(
                    "another parameterisation (scale or rate, variance or standard deviation), or a"
                        + " normalising constant that is left out")
                .lookAt(actual));
      }
    }
    return this;
  }

  /** A number lies in the support. */
  public DistributionAssert supports(double value) {
    return requireSupport(value, true);
  }

  /** A number lies outside of the support. */
  public DistributionAssert doesNotSupport(double value) {
    return requireSupport(value, false);
  }

  private DistributionAssert requireSupport(double value, boolean inside) {
    NDArray array = BorchArray.scalar(value, DataType.FLOAT64);
    boolean found = BorchArray.wrap(actual.support().check(array)).values()[0] != 0;
    if (found != inside) {
      fail(
          Note.of(actual.name() + " has another support")
              .expected(Note.number(value) + (inside ? " inside" : " outside"))
              .found("the support is " + actual.support().description()));
    }
    return this;
  }

  /**
   * Mean and variance of n independent draws, summed over nothing: each element's, are those of the
   * formulas, within four standard errors.
   *
   * @param n at least 100
   */
  public DistributionAssert hasDrawsLikeItsMoments(int n, Seed seed) {
    DrawsAssert draws = new DrawsAssert(draws(n, seed));
    try (Scope scope = Scope.open()) {
      double[] means = BorchArray.wrap(actual.mean()).values();
      double[] variances = BorchArray.wrap(actual.variance()).values();
      for (int i = 0; i < means.length; i++) {
        String name = means.length == 1 ? "x" : "x[" + (i + 1) + "]";
        draws.as(info.descriptionText()).hasMean(name, means[i]);
        draws.hasSd(name, Math.sqrt(variances[i]));
      }
    }
    return this;
  }

  /**
   * A central interval holds a share of the values, judged by n draws of a distribution of one
   * number: what a prior says, in the words of the field.
   */
  public DistributionAssert hasInterval(
      double mass, double low, double high, double matters, int n, Seed seed) {
    new DrawsAssert(draws(n, seed))
        .as(info.descriptionText())
        .hasQuantile("x", (1 - mass) / 2, low, matters)
        .hasQuantile("x", (1 + mass) / 2, high, matters);
    return this;
  }

  private Draws draws(int n, Seed seed) {
    if (n < 100) {
      throw new IllegalArgumentException(n + " draws, expected at least 100");
    }
    try (Scope scope = Scope.open()) {
      BorchArray all =
          BorchArray.wrap(
              actual.sample(Noise.of(seed.key(), actual.type()), new Shape(n))); // [n, shape]
      long size = all.size() / n;
      Shape shape = size == 1 ? new Shape(1, n) : new Shape(1, n, size);
      return Draws.of(Map.of("x", BorchArray.of(shape, all.values())));
    }
  }

  private void fail(Note note) {
    failWithMessage("%s", note);
  }
}
