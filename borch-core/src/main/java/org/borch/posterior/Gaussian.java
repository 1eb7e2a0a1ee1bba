package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.Distribution;
import org.borch.distributions.Normal;
import org.borch.distributions.transform.Bijector;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/**
 * Independent normals in the unconstrained coordinates of each variable's support: u ~ Normal(loc,
 * exp(log_scale)), x = bijector(u). Hosts every continuous support; a Delta prior stays itself.
 *
 * @param scale the standard deviation of u at the start, {@code exp(log_scale)}
 */
public record Gaussian(double scale) implements Posterior {

  /** The scale of {@link Posteriors#normal()}, whose log_scale starts at -3: 0.0498. */
  static final double SCALE = Math.exp(-3);

  /** Checks the scale. */
  public Gaussian {
    requireScale("normal()", scale);
  }

  static void requireScale(String posterior, double scale) {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "Posteriors."
              + posterior
              + ".withScale("
              + scale
              + "), expected a standard deviation: finite and above 0");
    }
  }

  /** How a scale other than the usual one is written. */
  static String text(double scale) {
    return scale == SCALE ? "" : ".withScale(" + scale + ")";
  }

  static Gaussian defaults() {
    return new Gaussian(SCALE);
  }

  /**
   * The same that starts wider or narrower: {@code Posteriors.normal().withScale(0.02)}.
   *
   * @param other the standard deviation in unconstrained coordinates at the start
   */
  public Gaussian withScale(double other) {
    return new Gaussian(other);
  }

  @Override
  public Draw begin(Latents latents) {
    return this::choose;
  }

  private Choice choose(Latent latent) {
    Distribution prior = latent.prior();
    if (Supports.isPoint(prior)) {
      return Choice.of(prior, latent.noise());
    }
    Bijector bijector = Supports.coordinates(latent, toString());
    Shape shape = bijector.inverseShape(Shapes.concat(prior.batchShape(), prior.eventShape()));
    NDArray loc = latent.parameter("loc", shape, () -> centre(latent.start(), bijector(latent)));
    NDArray logScales = latent.parameter("log_scale", shape, () -> logScales(latent));
    Distribution base = new Normal(Operand.of(loc), Operand.of(ArrayMath.exp(logScales)));
    return Supports.isIdentity(bijector)
        ? Choice.of(base.toEvent(bijector.inputEventRank()), latent.noise())
        : Choice.transformed(base, bijector, latent.noise());
  }

  /** The coordinates for all rows at the start, where bounds that depend on parents are known. */
  private static Bijector bijector(Latent latent) {
    return org.borch.distributions.transform.Bijectors.to(latent.start().prior().support());
  }

  private NDArray logScales(Latent latent) {
    Shape shape = bijector(latent).inverseShape(latent.start().shape());
    return BorchArray.full(shape, Math.log(scale), latent.noise().type());
  }

  /** The prior's mean in unconstrained coordinates; 0 where it lies at the edge of the support. */
  static NDArray centre(LatentStart start, Bijector bijector) {
    return finite(bijector.inverse(start.centre()));
  }

  /** 0 instead of elements that are not finite. */
  static NDArray finite(NDArray u) {
    return ArrayMath.where(LatentStart.isFinite(u), u, 0);
  }

  @Override
  public String toString() {
    return "normal()" + text(scale);
  }
}
