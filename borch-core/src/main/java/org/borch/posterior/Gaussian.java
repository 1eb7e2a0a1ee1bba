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
 * @param isOfPrior whether the scale is a fraction of the prior's in the same coordinates
 */
public record Gaussian(double scale, boolean isOfPrior) implements Posterior {

  /** The scale of {@link Posteriors#normal()}, whose log_scale starts at -3: 0.0498. */
  static final double SCALE = Math.exp(-3);

  /** Checks the scale. */
  public Gaussian {
    requireScale(text(scale, isOfPrior), scale);
  }

  /** Refuses a scale, naming the call that gave it. */
  static void requireScale(String call, double scale) {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "Posteriors." + call + ", expected a standard deviation: finite and above 0");
    }
  }

  private static String text(double scale, boolean isOfPrior) {
    return isOfPrior ? "scaledNormal(" + scale + ")" : "normal()" + text(scale);
  }

  /** How a scale other than the usual one is written. */
  static String text(double scale) {
    return scale == SCALE ? "" : ".withScale(" + scale + ")";
  }

  static Gaussian defaults() {
    return new Gaussian(SCALE, false);
  }

  static Gaussian scaled(double scaling) {
    return new Gaussian(scaling, true);
  }

  /**
   * The same that starts wider or narrower: {@code Posteriors.normal().withScale(0.02)}.
   *
   * @param other the standard deviation in unconstrained coordinates at the start, or the fraction
   *     of the prior's
   */
  public Gaussian withScale(double other) {
    return new Gaussian(other, isOfPrior);
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
    NDArray same = BorchArray.full(shape, Math.log(scale), latent.noise().type());
    return isOfPrior ? same.add(ArrayMath.log(Spread.of(latent.start()))) : same;
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
    return text(scale, isOfPrior);
  }
}
