package org.borch.infer.gaussian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Optional;
import org.borch.infer.density.AroundLikelihood;
import org.borch.infer.density.Outputs;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** The rows of a density with a belief in place of its prior. */
final class NextPosterior extends AroundLikelihood {

  private final Belief prior;

  NextPosterior(Belief prior, RowLikelihood density) {
    super(density);
    this.prior = prior;
  }

  @Override
  public Map<String, Shape> parameters() {
    return density().parameters();
  }

  @Override
  public NDArray rows(NDArray position, StepData data) {
    return density().rows(position, data);
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
    return density().outputs();
  }

  @Override
  public NDArray start(Key key) {
    return density().start(key);
  }

  @Override
  public RowLikelihood withBackEnd(@Nullable BackEnd backEnd) {
    return new NextPosterior(prior, density().withBackEnd(backEnd));
  }

  @Override
  public String fault(NDArray position, StepData data) {
    return density().fault(position, data);
  }
}
