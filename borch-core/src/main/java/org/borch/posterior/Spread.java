package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.borch.distributions.Distribution;
import org.borch.distributions.Quantity;
import org.borch.distributions.Standardized;
import org.borch.distributions.transform.Affine;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.distributions.transform.Composed;
import org.borch.distributions.transform.IndependentBijector;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;

/** How wide a prior is in unconstrained coordinates, element by element. */
final class Spread {

  /** The standard deviation of so many draws is within a few per cent. */
  private static final int DRAWS = 200;

  private Spread() {}

  /**
   * The scale of a prior of location and scale, such as a Cauchy; elsewhere the standard deviation,
   * from draws where it has no closed form in these coordinates; 1 where there is none at all.
   *
   * @return the shape of the unconstrained coordinates, above 0
   */
  static NDArray of(LatentStart start) {
    Distribution prior = start.prior();
    Bijector bijector = Bijectors.to(prior.support());
    Shape shape = bijector.inverseShape(start.shape());
    NDArray ones = BorchArray.full(shape, 1, start.noise().type());
    Optional<NDArray> scale = prior.standardized().flatMap(parts -> scale(parts, bijector, start));
    NDArray spread;
    if (!prior.isProper()) {
      spread = ones;
    } else if (scale.isPresent()) {
      spread = scale.get();
    } else if (Supports.isIdentity(bijector) && prior.has(Quantity.VARIANCE)) {
      spread = ArrayMath.sqrt(ArrayMath.cast(prior.variance(), start.noise().type()));
    } else {
      spread = ofDraws(start, bijector);
    }
    NDArray whole = ArrayMath.broadcastTo(spread, shape);
    return ArrayMath.where(LatentStart.isFinite(whole).logicalAnd(whole.gt(0)), whole, ones);
  }

  /** Of u = loc + scale z, where that is what the coordinates are. */
  private static Optional<NDArray> scale(
      Standardized parts, Bijector coordinates, LatentStart start) {
    Bijector toValue = elements(parts.bijector());
    Bijector own = elements(coordinates);
    if (toValue instanceof Composed both && both.second().equals(own)) {
      toValue = elements(both.first());
    } else if (!Supports.isIdentity(own)) {
      return Optional.empty();
    }
    return toValue instanceof Affine affine
        ? Optional.of(ArrayMath.abs(affine.scale().as(start.noise().type())))
        : Optional.empty();
  }

  private static Bijector elements(Bijector bijector) {
    return bijector instanceof IndependentBijector vector ? elements(vector.base()) : bijector;
  }

  /** By Welford's running sums, in the memory of a few draws. */
  private static NDArray ofDraws(LatentStart start, Bijector bijector) {
    NDArray mean = Gaussian.centre(start, bijector);
    NDArray squares = mean.zerosLike();
    for (int i = 0; i < DRAWS; i++) {
      NDArray u = bijector.inverse(start.prior().sample(start.noise().at("spread").at(i)));
      NDArray step = Gaussian.finite(u.sub(mean));
      mean = mean.add(step.div(i + 1));
      squares = squares.add(step.mul(Gaussian.finite(u.sub(mean))));
    }
    return ArrayMath.sqrt(squares.div(DRAWS - 1));
  }
}
