package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * A log density on minibatches whose gradients have little noise near a mode: what a minibatch says
 * there is taken off, what all data say there is added. Any algorithm of minibatches runs on it;
 * with {@link Sgld} it is SGLD-CV. Baker, Fearnhead, Fox and Nemeth 2019, section 3.1.
 *
 * <pre>
 *   g(θ) = ∇ log p(θ | batch) + ∇ log p(mode | all data) - ∇ log p(mode | batch)
 * </pre>
 *
 * The expectation stays, the noise falls with the distance to the mode instead of the number of
 * rows in a batch; a step costs two gradients. The value is corrected in the same way, so that g is
 * its derivative. Far from the mode the noise is larger than without; the paper starts at the mode.
 */
public final class ControlVariates implements LogPosterior {

  private final LogPosterior batches;
  private final BorchArray mode;
  private final BorchArray value;
  private final BorchArray gradient;

  private ControlVariates(
      LogPosterior batches, BorchArray mode, BorchArray value, BorchArray gradient) {
    this.batches = batches;
    this.mode = mode;
    this.value = value;
    this.gradient = gradient;
  }

  /**
   * Computes the gradient of all data at the mode, once.
   *
   * @param batches the density on minibatches
   * @param all the same density on all data
   * @param mode a point near which the draws are, in unconstrained coordinates; any one is right,
   *     the mode is best
   * @throws IllegalArgumentException if the densities have other parameters or types, or the mode
   *     has another number of coordinates
   */
  public static ControlVariates of(LogPosterior batches, LogPosterior all, double... mode) {
    if (!batches.parameters().equals(all.parameters()) || batches.type() != all.type()) {
      throw new IllegalArgumentException(
          "control variates of densities of %s %s and %s %s, expected the same parameters"
              .formatted(batches.type(), batches.parameters(), all.type(), all.parameters()));
    }
    if (mode.length != batches.dimension()) {
      throw new IllegalArgumentException(
          "mode of %d coordinates for a density of %d, expected as many"
              .formatted(mode.length, batches.dimension()));
    }
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      NDArray point = BorchArray.of(new Shape(mode.length), mode);
      BorchArray own = kept(point.toType(batches.type(), false));
      LogPosterior.Gradient at = all.valueAndGradient(own, all.data(Key.of(0)));
      return new ControlVariates(batches, own, kept(at.value()), kept(at.gradient()));
    }
  }

  /** In Java memory, where it outlives the scope. */
  private static BorchArray kept(NDArray array) {
    BorchArray own = BorchArray.wrap(array);
    return own.isHost() ? own.duplicate() : own.inJavaMemory();
  }

  @Override
  public Map<String, Shape> parameters() {
    return batches.parameters();
  }

  @Override
  public DataType type() {
    return batches.type();
  }

  @Override
  public long rows() {
    return batches.rows();
  }

  @Override
  public StepData data(Key key) {
    return batches.data(key);
  }

  @Override
  public NDArray value(NDArray position, StepData data) {
    Gradient there = there(data);
    return corrected(batches.value(position, data), position, there, change(there));
  }

  @Override
  public Gradient valueAndGradient(NDArray position, StepData data) {
    Gradient here = batches.valueAndGradient(position, data);
    Gradient there = there(data);
    NDArray change = change(there);
    return new Gradient(
        corrected(here.value(), position, there, change), here.gradient().add(change));
  }

  private Gradient there(StepData data) {
    return batches.valueAndGradient(mode, data);
  }

  /** What all data say of the gradient at the mode beyond the batch. */
  private NDArray change(Gradient there) {
    return gradient.sub(there.gradient());
  }

  private NDArray corrected(NDArray here, NDArray position, Gradient there, NDArray change) {
    return here.sub(there.value()).add(value).add(position.sub(mode).mul(change).sum());
  }

  @Override
  public @Nullable BackEnd forcedBackEnd() {
    return batches.forcedBackEnd();
  }

  @Override
  public LogPosterior withBackEnd(@Nullable BackEnd backEnd) {
    return new ControlVariates(batches.withBackEnd(backEnd), mode, value, gradient);
  }

  @Override
  public String fault(NDArray position, StepData data) {
    return batches.fault(position, data);
  }
}
