package org.borch.distributions.kernel;

import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.Operand;

/** Another kernel with one argument more, which comes first. */
abstract class WrappedKernel extends Kernel {

  final Operand own;
  final Kernel base;

  WrappedKernel(Operand own, Kernel base) {
    this.own = own;
    this.base = base;
  }

  /** How the argument is declared. */
  abstract Argument argument();

  abstract Kernel of(Operand newOwn, Kernel newBase);

  @Override
  public final List<Argument> arguments() {
    List<Argument> all = new ArrayList<>(List.of(argument()));
    all.addAll(base.arguments());
    return List.copyOf(all);
  }

  @Override
  public final Kernel withArguments(List<Operand> values) {
    return of(values.get(0), base.withArguments(values.subList(1, values.size())));
  }
}
