package org.borch.infer.gaussian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.borch.infer.density.Outputs;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** The rows of a density with a belief in place of its prior. */
final class NextPosterior implements RowLikelihood {

  private final Belief prior;
  private final RowLikelihood density;

  NextPosterior(Belief prior, RowLikelihood density) {
    this.prior = prior;
    this.density = density;
  }

  @Override
  public Map<String, Shape> parameters() {
    return density.parameters();
  }

  @Override
  public DataType type() {
    return density.type();
  }

  @Override
  public long rows() {
    return density.rows();
  }

  @Override
  public StepData data(Key key) {
    return density.data(key);
  }

  @Override
  public NDArray rows(NDArray position, StepData data) {
    return density.rows(position, data);
  }

  @Override
  public NDArray logPrior(NDArray position, StepData data) {
    return prior.logDensity(position.expandDims(0)).sum();
  }

  @Override
  public NDArray value(NDArray position, StepData data) {
    return rows(position, data).sum().mul(data.weight()).add(logPrior(position, data));
  }

  @Override
  public Optional<Outputs> outputs() {
    return density.outputs();
  }

  @Override
  public NDArray seen(StepData data) {
    return density.seen(data);
  }

  @Override
  public List<NDArray> eachRow(StepData data, Function<StepData, List<NDArray>> function) {
    return density.eachRow(data, function);
  }

  @Override
  public @Nullable BackEnd forcedBackEnd() {
    return density.forcedBackEnd();
  }

  @Override
  public RowLikelihood withBackEnd(@Nullable BackEnd backEnd) {
    return new NextPosterior(prior, density.withBackEnd(backEnd));
  }

  @Override
  public String fault(NDArray position, StepData data) {
    return density.fault(position, data);
  }
}
