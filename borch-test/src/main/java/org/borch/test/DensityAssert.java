package org.borch.test;

import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;
import org.borch.infer.density.LogDensity;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;

/** Assertions on a log density of unconstrained coordinates. Exact: no false alarms. */
public final class DensityAssert extends AbstractAssert<DensityAssert, LogDensity> {

  private static final int POINTS = 20;

  /** Of standard normal coordinates: where tails are felt, too. */
  private static final double SPREAD = 1.5;

  DensityAssert(LogDensity density) {
    super(density, DensityAssert.class);
    isNotNull();
  }

  /** The log density at a point, to eight digits. */
  public DensityAssert hasValue(double expected, double... at) {
    double found = actual.evaluator().value(at.clone());
    if (!ArrayAssert.isClose(found, expected, 1e-8)) {
      fail(
          Note.of("the log density is another one at " + Arrays.toString(at))
              .expected(expected)
              .found(found)
              .line("difference", found - expected)
              .cause("a term that is missing or counted twice, or the log-Jacobian of coordinates")
              .lookAt("density.coordinates(), and withoutJacobian()"));
    }
    return this;
  }

  /** The gradient is the derivative of the value, by finite differences at 20 random points. */
  public DensityAssert hasCorrectGradient(Seed seed) {
    NoiseReader noise = new NoiseReader(seed.key().at("points"));
    for (int i = 0; i < POINTS; i++) {
      hasCorrectGradientAt(point(noise));
    }
    return this;
  }

  /** The gradient is the derivative of the value, by finite differences at a point. */
  public DensityAssert hasCorrectGradientAt(double... at) {
    LogDensity.Evaluator density = actual.evaluator();
    double[] gradient = new double[at.length];
    density.valueAndGradient(at, gradient);
    for (int i = 0; i < at.length; i++) {
      Slope slope = Slope.of(density, at, i);
      if (!(Math.abs(gradient[i] - slope.value()) <= slope.error())) {
        fail(
            Note.of("the gradient is not the derivative of the value")
                .expected(Note.number(slope.value()) + " by finite differences")
                .found(gradient[i])
                .line("error allowed", slope.error())
                .line("coordinate", actual.nameOf(i) + " at " + Arrays.toString(at))
                .cause("a gradient written by hand, a value that is read out, or a kink")
                .lookAt("what " + actual.nameOf(i) + " enters"));
      }
    }
    return this;
  }

  /** Value and gradient are finite at corners of a box and at random points in it. */
  public DensityAssert isFiniteBetween(double low, double high, Seed seed) {
    LogDensity.Evaluator density = actual.evaluator();
    NoiseReader noise = new NoiseReader(seed.key().at("box"));
    for (int i = 0; i < 5 * POINTS; i++) {
      boolean corner = i < POINTS;
      double[] at = new double[actual.dimension()];
      for (int j = 0; j < at.length; j++) {
        double part = noise.uniform();
        at[j] = low + (high - low) * (corner ? Math.rint(part) : part);
      }
      double[] gradient = new double[at.length];
      double value = density.valueAndGradient(at, gradient);
      if (!Double.isFinite(value) || !Arrays.stream(gradient).allMatch(Double::isFinite)) {
        fail(
            Note.of("the log density is not finite everywhere in the box")
                .expected("numbers for coordinates between " + low + " and " + high)
                .found(value + " with the gradient " + Arrays.toString(gradient))
                .line("at", Arrays.toString(at))
                .line("variables", actual.variables().faults(at))
                .cause("exp of a large number, or the logarithm of a difference that rounds to 0")
                .lookAt("log-scale forms: logits for probabilities, logSumExp for sums"));
      }
    }
    return this;
  }

  private double[] point(NoiseReader noise) {
    double[] at = new double[actual.dimension()];
    noise.normal(at);
    return Arrays.stream(at).map(x -> SPREAD * x).toArray();
  }

  /** A derivative by central differences of two widths, and how far it can be trusted. */
  private record Slope(double value, double error) {

    private static final double WIDTH = 1e-4;

    static Slope of(LogDensity.Evaluator density, double[] at, int coordinate) {
      double width = WIDTH * Math.max(1, Math.abs(at[coordinate]));
      double wide = difference(density, at, coordinate, 2 * width);
      double narrow = difference(density, at, coordinate, width);
      double rounding = 1e-15 * Math.max(1, Math.abs(density.value(at.clone()))) / width;
      // Richardson's extrapolation; its own error is far below the step from wide to narrow.
      double value = narrow + (narrow - wide) / 3;
      return new Slope(
          value, Math.abs(narrow - wide) + 100 * rounding + 1e-7 * Math.max(1, Math.abs(value)));
    }

    private static double difference(
        LogDensity.Evaluator density, double[] at, int coordinate, double width) {
      double[] moved = at.clone();
      moved[coordinate] = at[coordinate] + width;
      double above = density.value(moved);
      moved[coordinate] = at[coordinate] - width;
      return (above - density.value(moved)) / (2 * width);
    }
  }

  private void fail(Note note) {
    failWithMessage("%s", note);
  }
}
