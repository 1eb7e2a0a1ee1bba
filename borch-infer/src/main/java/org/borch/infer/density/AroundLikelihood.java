package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.Function;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** A density of the same rows as another one, which decides all that is not about parameters. */
public abstract class AroundLikelihood implements RowLikelihood {

  private final RowLikelihood density;

  /** Around a density. */
  protected AroundLikelihood(RowLikelihood density) {
    this.density = density;
  }

  /** The other one. */
  protected final RowLikelihood density() {
    return density;
  }

  @Override
  public final DataType type() {
    return density.type();
  }

  @Override
  public final long rows() {
    return density.rows();
  }

  @Override
  public final StepData data(Key key) {
    return density.data(key);
  }

  @Override
  public final NDArray seen(StepData data) {
    return density.seen(data);
  }

  @Override
  public final List<NDArray> eachRow(StepData data, Function<StepData, List<NDArray>> function) {
    return density.eachRow(data, function);
  }

  @Override
  public final @Nullable BackEnd forcedBackEnd() {
    return density.forcedBackEnd();
  }
}
