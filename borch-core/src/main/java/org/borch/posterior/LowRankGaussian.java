package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.Distribution;
import org.borch.distributions.LowRankMultivariateNormal;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * One normal over all variables, in the unconstrained coordinates of each one's support, of
 * covariance S (W Wᵀ + I) S with S = diag(exp(log_scale)) and W of a few columns, {@code factor}.
 * Its cost grows with the number of coordinates, not its square.
 *
 * <p>Ong, Nott and Smith 2018, Gaussian variational approximation with a factor covariance
 * structure, where W counts absolutely, not relative to S. It starts at random as there: W = 0 is a
 * saddle of the loss.
 *
 * @param rank how many columns W has
 * @param scale the standard deviation of each coordinate at the start, about
 */
public record LowRankGaussian(int rank, double scale) implements Joint {

  /** Checks rank and scale. */
  public LowRankGaussian {
    if (rank < 1) {
      throw new IllegalArgumentException(
          "Posteriors.lowRankNormal(" + rank + "), expected a rank of at least 1");
    }
    Gaussian.requireScale(name(rank) + Gaussian.text(scale), scale);
  }

  static LowRankGaussian of(int rank) {
    return new LowRankGaussian(rank, Gaussian.SCALE);
  }

  private static String name(int rank) {
    return "lowRankNormal(" + rank + ")";
  }

  /**
   * The same that starts wider or narrower.
   *
   * @param other the standard deviation in unconstrained coordinates at the start
   */
  public LowRankGaussian withScale(double other) {
    return new LowRankGaussian(rank, other);
  }

  @Override
  public Distribution of(Latents latents, Coordinates all) {
    int n = all.size();
    Shape vector = new Shape(n);
    NDArray loc = latents.parameter("loc", vector, all::centre);
    // Half of the variance at the start is W's, half is the diagonal's.
    double start = Math.log(scale * Math.sqrt(0.5));
    NDArray logScale =
        latents.parameter(
            "log_scale", vector, () -> BorchArray.full(vector, start, latents.type()));
    NDArray factor = latents.parameter("factor", new Shape(n, rank), () -> all.each(this::factor));
    NDArray scales = ArrayMath.exp(logScale);
    return new LowRankMultivariateNormal(
        Operand.of(loc),
        Operand.of(factor.mul(scales.expandDims(-1))),
        Operand.of(ArrayMath.square(scales)));
  }

  /** Rows of unit length on average: [size, rank]. */
  private NDArray factor(LatentStart start, Shape part) {
    Noise noise = start.noise().at("factor");
    return noise.normal(new Shape(part.size(), rank)).div(Math.sqrt(rank));
  }

  @Override
  public String toString() {
    return name(rank) + Gaussian.text(scale);
  }
}
