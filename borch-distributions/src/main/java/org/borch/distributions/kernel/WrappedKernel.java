package org.borch.distributions.kernel;

import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.Operand;

/** Another kernel with one argument more, which comes first. */
abstract class WrappedKernel extends CovarianceKernel {

  final Operand own;
  final CovarianceKernel base;

  WrappedKernel(Operand own, CovarianceKernel base) {
    this.own = own;
    this.base = base;
  }

  /** How the argument is declared. */
  abstract Argument argument();

  abstract CovarianceKernel of(Operand newOwn, CovarianceKernel newBase);

  @Override
  public final List<Argument> arguments() {
    List<Argument> all = new ArrayList<>(List.of(argument()));
    all.addAll(base.arguments());
    return List.copyOf(all);
  }

  @Override
  public final CovarianceKernel withArguments(List<Operand> values) {
    return of(values.get(0), base.withArguments(values.subList(1, values.size())));
  }
}
