package org.borch;

import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.BorchArray;

/** Models and numbers that several tests use. */
public final class TestModels {

  /** Standard errors of the eight schools (Rubin 1981). */
  public static final BorchArray ERRORS = BorchArray.of(15, 10, 16, 11, 9, 11, 10, 18);

  private TestModels() {}

  /** Their effects. */
  public static double[] effects() {
    return new double[] {28, 8, -3, 7, -1, 1, 18, 12};
  }

  /** Eight schools, centred. */
  public static final class EightSchools extends Module<NDArray, NDArray> {
    @Override
    protected NDArray forward(NDArray stdErr) {
      NDArray mu = rv("mu", normal(0, 5));
      NDArray tau = rv("tau", halfCauchy(5));
      Plate schools = plate("school", 8);
      NDArray theta = schools.rv("theta", normal(mu, tau));
      return schools.rv("y", normal(theta, stdErr));
    }
  }

  /** Eight schools with their data. */
  public static Model<NDArray, NDArray> eightSchools() {
    return new EightSchools().on(ERRORS).observe("y", effects());
  }

  /** A one-sample estimate of the negative ELBO, from densities alone. */
  public static NDArray negativeElbo(Trace trace) {
    NDArray loss = BorchArray.scalar(0, trace.variables().get(0).value().getDataType());
    for (RandomVariable variable : trace.variables()) {
      NDArray logPrior = variable.logPrior().sum().mul(variable.scale());
      loss = loss.sub(logPrior);
      if (!variable.isObserved()) {
        loss = loss.add(variable.logApproximation().sum().mul(variable.scale()));
      }
    }
    return loss;
  }

  /** The elements as doubles. */
  public static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  /** A FLOAT64 array. */
  public static BorchArray array(Shape shape, double... values) {
    return BorchArray.of(shape, values);
  }
}
