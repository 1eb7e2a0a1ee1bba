package org.borch.distributions.kernel;

import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.Operand;

/** Two kernels, whose arguments are named 0.name and 1.name. */
abstract class PairKernel extends CovarianceKernel {

  final CovarianceKernel left;
  final CovarianceKernel right;

  PairKernel(CovarianceKernel left, CovarianceKernel right) {
    this.left = left;
    this.right = right;
  }

  @Override
  public final List<Argument> arguments() {
    List<Argument> all = new ArrayList<>();
    left.arguments().forEach(each -> all.add(named("0.", each)));
    right.arguments().forEach(each -> all.add(named("1.", each)));
    return List.copyOf(all);
  }

  private static Argument named(String prefix, Argument argument) {
    return new Argument(prefix + argument.name(), argument.value(), argument.constraint());
  }

  abstract CovarianceKernel of(CovarianceKernel newLeft, CovarianceKernel newRight);

  @Override
  public final CovarianceKernel withArguments(List<Operand> values) {
    int first = left.arguments().size();
    return of(
        left.withArguments(values.subList(0, first)),
        right.withArguments(values.subList(first, values.size())));
  }
}
