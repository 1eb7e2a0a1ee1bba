package org.borch.posterior;

import static org.borch.tensor.ArrayMath.stopGradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.borch.distributions.Distribution;
import org.borch.distributions.Normal;
import org.borch.distributions.TransformedDistribution;
import org.borch.distributions.transform.Affine;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Composed;
import org.borch.distributions.transform.TriangularAffine;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * One normal over all variables, in the unconstrained coordinates of each one's support: u = μ + S
 * (I + C / √n) e with e ~ Normal(0, I), S = diag(exp(log_scale)) and C strictly lower triangular,
 * whose entries are {@code lower} row by row. An entry counts relative to its row's scale, and less
 * in a longer row, so that a step of the optimiser turns variables of any scale alike.
 *
 * <p>μ is {@code centre}, where q starts and which is not learned, plus {@code loc}. If it starts
 * {@link Around} a normal near the posterior, {@code near} is 1 and loc counts in the coordinates
 * of e, so that a step is short where q is narrow.
 *
 * <p>Kucukelbir et al. 2017, Automatic differentiation variational inference, section 2.4.
 *
 * @param scale the standard deviation of each coordinate at the start, {@code exp(log_scale)}
 * @param around where it starts instead; null: at the prior's means
 */
public record FullRankGaussian(double scale, @Nullable Around around) implements Joint {

  private static final String NAME = "multivariateNormal()";

  /** Checks the scale. */
  public FullRankGaussian {
    Gaussian.requireScale(NAME + Gaussian.text(scale), scale);
  }

  static FullRankGaussian defaults() {
    return new FullRankGaussian(Gaussian.SCALE, null);
  }

  /**
   * The same that starts wider or narrower.
   *
   * @param other the standard deviation in unconstrained coordinates at the start
   */
  public FullRankGaussian withScale(double other) {
    return new FullRankGaussian(other, around);
  }

  @Override
  public FullRankGaussian startingAround(Around start) {
    return new FullRankGaussian(scale, start);
  }

  @Override
  public boolean startsAround() {
    return true;
  }

  @Override
  public Distribution of(Latents latents, Coordinates all) {
    return TransformedDistribution.of(
        standardNormal(all.size(), latents.type()), map(latents, all));
  }

  /** The distribution of e. */
  static Distribution standardNormal(int n, DataType type) {
    return new Normal(Operand.of(BorchArray.full(new Shape(n), 0, type)), Operand.of(1)).toEvent(1);
  }

  /** From e to u: one product with a triangle, whatever loc counts in. */
  Bijector map(Latents latents, Coordinates all) {
    int n = all.size();
    Shape vector = new Shape(n);
    DataType type = latents.type();
    Supplier<Optional<Around.Marginal>> near =
        () -> Optional.ofNullable(around).flatMap(start -> start.of(all.names(), n));
    NDArray loc =
        latents.parameter(
            "loc",
            vector,
            () -> near.get().isPresent() ? BorchArray.full(vector, 0, type) : all.centre());
    NDArray logScale =
        latents.parameter("log_scale", vector, () -> array(vector, type, logScales(near.get(), n)));
    Shape below = new Shape(n * (n - 1L) / 2);
    NDArray lower =
        n == 1
            ? null
            : latents.parameter("lower", below, () -> array(below, type, entries(near.get(), n)));
    NDArray centre =
        stopGradient(
            latents.parameter(
                "centre",
                vector,
                () ->
                    near.get()
                        .map(normal -> array(vector, type, normal.centre()))
                        .orElseGet(() -> BorchArray.full(vector, 0, type))));
    NDArray isNear =
        stopGradient(
            latents.parameter(
                "near",
                new Shape(),
                () -> BorchArray.scalar(near.get().isPresent() ? 1 : 0, type)));
    Operand shift = Operand.of(centre.add(loc.mul(isNear.neg().add(1))));
    Bijector first = new Affine(Operand.of(loc.mul(isNear)), Operand.of(1));
    Bijector last = new Affine(shift, Operand.of(ArrayMath.exp(logScale)));
    return lower == null
        ? new Composed(first, last)
        : new Composed(
            new Composed(first, new TriangularAffine(Operand.of(0), unit(lower, n), false)), last);
  }

  /** I + C / √n. */
  private static Operand unit(NDArray lower, int n) {
    return Operand.of(LinearAlgebra.unitLower(lower.div(Math.sqrt(n)), n));
  }

  private double[] logScales(Optional<Around.Marginal> near, int n) {
    double[] logs = new double[n];
    Arrays.setAll(logs, i -> Math.log(near.map(normal -> normal.scale(i)).orElse(scale)));
    return logs;
  }

  private static double[] entries(Optional<Around.Marginal> near, int n) {
    double[] entries =
        near.map(Around.Marginal::relative).orElseGet(() -> new double[n * (n - 1) / 2]);
    return Arrays.stream(entries).map(entry -> entry * Math.sqrt(n)).toArray();
  }

  private static NDArray array(Shape shape, DataType type, double[] values) {
    return ArrayMath.cast(BorchArray.of(values).reshape(shape), type);
  }

  /**
   * S (I + C / √n).
   *
   * @param logScale batch + [n]
   * @param lower batch + [n (n - 1) / 2]; null if n is 1
   */
  static NDArray scaleTril(NDArray logScale, @Nullable NDArray lower) {
    NDArray scales = ArrayMath.exp(logScale).expandDims(-1);
    int n = Math.toIntExact(Shapes.last(logScale.getShape(), 1).get(0));
    return lower == null ? scales : unit(lower, n).array().mul(scales);
  }

  @Override
  public String toString() {
    return NAME + Gaussian.text(scale);
  }
}
