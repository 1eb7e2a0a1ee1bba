package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** A density of rows as a function of some of its parameters; the others are fixed. */
public final class PartLikelihood extends AroundLikelihood {

  private final Predicate<String> wanted;
  private final NDArray at;
  private final Map<String, Shape> parameters;

  PartLikelihood(RowLikelihood density, Predicate<String> wanted, NDArray at) {
    super(density);
    this.wanted = wanted;
    this.at = at;
    this.parameters = Collections.unmodifiableMap(Parts.some(density.parameters(), wanted));
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "none of the parameters is wanted, expected some of " + density.parameters().keySet());
    }
  }

  /** These parameters where the others are: [dimension]. */
  public NDArray point() {
    return Parts.join(Parts.some(Parts.of(density().parameters(), at), wanted));
  }

  /**
   * All parameters.
   *
   * @param position of these, [dimension]
   */
  public NDArray whole(NDArray position) {
    Map<String, NDArray> own = Parts.of(parameters, position);
    return Parts.join(Parts.with(Parts.of(density().parameters(), at), own));
  }

  @Override
  public Map<String, Shape> parameters() {
    return parameters;
  }

  @Override
  public NDArray value(NDArray position, StepData data) {
    return density().value(whole(position), data);
  }

  @Override
  public NDArray rows(NDArray position, StepData data) {
    return density().rows(whole(position), data);
  }

  @Override
  public NDArray logPrior(NDArray position, StepData data) {
    return density().logPrior(whole(position), data);
  }

  @Override
  public Optional<Outputs> outputs() {
    return density().outputs().map(OfPart::new);
  }

  private final class OfPart implements Outputs {

    private final Outputs outputs;

    OfPart(Outputs outputs) {
      this.outputs = outputs;
    }

    @Override
    public NDArray values(NDArray position, StepData data, Weights.Tap tap) {
      return outputs.values(whole(position), data, tap);
    }

    @Override
    public NDArray logLikelihoods(NDArray values, StepData data) {
      return outputs.logLikelihoods(values, data);
    }

    @Override
    public StepData simulated(NDArray values, StepData data, Key key) {
      return outputs.simulated(values, data, key);
    }
  }

  @Override
  public RowLikelihood withBackEnd(@Nullable BackEnd backEnd) {
    return new PartLikelihood(density().withBackEnd(backEnd), wanted, at);
  }

  @Override
  public String fault(NDArray position, StepData data) {
    return density().fault(whole(position), data);
  }
}
