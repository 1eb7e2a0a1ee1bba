package org.borch.infer.joint;

import java.util.function.Supplier;
import org.borch.infer.density.LogDensity;
import org.borch.tensor.trace.Plan;
import org.jspecify.annotations.Nullable;

/**
 * A density on Java arrays with a plan for value and gradient and another one for the value alone,
 * which is made when it is first wanted.
 */
final class JvmEvaluator implements LogDensity.Evaluator {

  private final JvmDensity gradients;
  private final Supplier<Plan> values;
  private @Nullable Plan value;

  JvmEvaluator(JvmDensity gradients, Supplier<Plan> values) {
    this.gradients = gradients;
    this.values = values;
  }

  @Override
  public double valueAndGradient(double[] at, double[] gradient) {
    return gradients.valueAndGradient(at, gradient);
  }

  @Override
  public double value(double[] at) {
    Plan plan = value;
    if (plan == null) {
      plan = values.get();
      value = plan;
    }
    System.arraycopy(at, 0, plan.input(0), 0, at.length);
    plan.run();
    return plan.output(0)[0];
  }
}
