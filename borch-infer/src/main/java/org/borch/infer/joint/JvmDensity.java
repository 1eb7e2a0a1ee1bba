package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.borch.tensor.trace.Plan;

/** A density as a plan on Java arrays. It allocates nothing when it runs. */
final class JvmDensity {

  private final Plan plan;
  private final double[] point;
  private final double[] value;
  private final double[] slope;

  JvmDensity(Plan plan) {
    this.plan = plan;
    point = plan.input(0);
    value = plan.output(0);
    slope = plan.output(1);
  }

  /** Puts in a minibatch. */
  JvmDensity with(List<NDArray> arrays) {
    int place = 1;
    for (NDArray array : arrays) {
      plan.write(place++, BorchArray.wrap(array));
    }
    return this;
  }

  double valueAndGradient(double[] at, double[] gradient) {
    System.arraycopy(at, 0, point, 0, point.length);
    plan.run();
    System.arraycopy(slope, 0, gradient, 0, slope.length);
    return value[0];
  }
}
