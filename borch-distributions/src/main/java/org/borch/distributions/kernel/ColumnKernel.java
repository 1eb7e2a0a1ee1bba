package org.borch.distributions.kernel;

import static org.borch.tensor.ArrayMath.concat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;
import java.util.List;
import org.borch.tensor.Operand;

/** A kernel of some columns of the inputs. */
final class ColumnKernel extends CovarianceKernel {

  private final int[] columns;
  private final CovarianceKernel base;

  ColumnKernel(int[] columns, CovarianceKernel base) {
    if (columns.length == 0 || Arrays.stream(columns).anyMatch(column -> column < 0)) {
      throw new IllegalArgumentException(
          "on(columns) got columns = "
              + Arrays.toString(columns)
              + ", expected one or more numbers of columns, counted from 0");
    }
    this.columns = columns.clone();
    this.base = base;
  }

  @Override
  public List<Argument> arguments() {
    return base.arguments();
  }

  @Override
  public ColumnKernel withArguments(List<Operand> values) {
    return new ColumnKernel(columns, base.withArguments(values));
  }

  @Override
  protected NDArray between(NDArray x, NDArray y, boolean same) {
    return base.between(chosen(x), chosen(y), same);
  }

  private NDArray chosen(NDArray x) {
    return concat(
        -1,
        Arrays.stream(columns)
            .mapToObj(i -> x.get(new NDIndex("..., " + i + ":" + (i + 1))))
            .toArray(NDArray[]::new));
  }
}
