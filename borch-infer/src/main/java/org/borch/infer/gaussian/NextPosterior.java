package org.borch.infer.gaussian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.borch.Batch;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** The rows of a density with a belief in place of its prior. */
final class NextPosterior implements LogPosterior {

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
  public NDArray value(NDArray position, StepData data) {
    Batch<?> batch = data.batch().orElseThrow();
    double weight = (double) batch.size() / batch.index().size();
    NDArray likelihood = density.rows(position, data).sum().mul(weight);
    return likelihood.add(prior.logDensity(position.expandDims(0)).sum());
  }

  @Override
  public @Nullable BackEnd forcedBackEnd() {
    return density.forcedBackEnd();
  }

  @Override
  public LogPosterior withBackEnd(@Nullable BackEnd backEnd) {
    return new NextPosterior(prior, density.withBackEnd(backEnd));
  }

  @Override
  public String fault(NDArray position, StepData data) {
    return density.fault(position, data);
  }
}
