package org.borch.distributions.kernel;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.tensor.Operand;

/** The Matern kernels of order ν = p + 1/2: of functions with p derivatives. */
final class Matern extends RadialKernel {

  private final int p;

  /** p is 0, 1 or 2. */
  Matern(Operand lengthScale, int p) {
    super(lengthScale);
    this.p = p;
  }

  @Override
  public Matern withArguments(List<Operand> values) {
    return new Matern(values.get(0), p);
  }

  private double order() {
    return p + 0.5;
  }

  /** Rasmussen and Williams, equation 4.16. */
  @Override
  NDArray of(NDArray squared) {
    // The square root has no derivative at 0, where the kernel's in the arguments is 0.
    NDArray apart = squared.gt(0);
    NDArray a = where(apart, sqrt(where(apart, squared, 1)), 0).mul(Math.sqrt(2 * order()));
    NDArray decay = exp(a.neg());
    return switch (p) {
      case 0 -> decay;
      case 1 -> a.add(1).mul(decay);
      default -> a.square().div(3).add(a).add(1).mul(decay);
    };
  }

  /** Rasmussen and Williams, equation 4.15, in angular frequencies. */
  @Override
  public NDArray logSpectralDensity(NDArray frequencies) {
    double half = frequencies.getShape().get(1) / 2.0;
    double nu = order();
    NDArray l = lengthScale.like(frequencies).expandDims(-1);
    NDArray gammas = logGamma(Operand.of(nu + half).like(l)).sub(logGamma(Operand.of(nu).like(l)));
    NDArray inner = l.square().mul(squaredLengths(frequencies)).add(2 * nu);
    return gammas
        .add(2 * half * Math.log(2) + half * Math.log(Math.PI) + nu * Math.log(2 * nu))
        .add(log(l).mul(2 * half))
        .sub(log(inner).mul(nu + half));
  }
}
