package org.borch.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The same step written operation by operation on bare DJL: a normal q for each latent variable in
 * unconstrained coordinates, the loss's gradient by DJL's collector, DJL's Adam.
 */
final class DjlSvi implements AutoCloseable {

  /** A latent variable's q = Normal(loc, scale), and a draw from it. */
  record Latent(NDArray loc, NDArray logScale, NDArray scale, NDArray noise, NDArray value) {

    /** log q(value). */
    NDArray logDensity() {
      return DjlDensities.normal(value, loc, scale);
    }
  }

  private final NDManager manager;
  private final NDArray loc;
  private final NDArray logScale;
  private final Shape[] shapes;
  private final Optimizer adam =
      Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.001f)).build();
  private final Function<List<Latent>, NDArray> loss;
  private long step;

  DjlSvi(NDManager manager, Function<List<Latent>, NDArray> loss, Shape... shapes) {
    this.manager = manager;
    this.loss = loss;
    this.shapes = shapes;
    long dimension = 0;
    for (Shape shape : shapes) {
      dimension += shape.size();
    }
    loc = manager.zeros(new Shape(dimension));
    logScale = manager.full(new Shape(dimension), -3f);
    // DJL's Adam makes its moments in the first update, which must not be in a step's scope.
    NDArray zeros = manager.zeros(new Shape(dimension));
    adam.update("loc", loc, zeros);
    adam.update("logScale", logScale, zeros);
    loc.setRequiresGradient(true);
    logScale.setRequiresGradient(true);
  }

  static NDManager manager() {
    return Engine.getEngine("PyTorch").newBaseManager();
  }

  long run() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        collector.backward(loss.apply(draw()));
      }
      adam.update("loc", loc, loc.getGradient());
      adam.update("logScale", logScale, logScale.getGradient());
    }
    return step++;
  }

  private List<Latent> draw() {
    List<Latent> latents = new ArrayList<>();
    long offset = 0;
    for (Shape shape : shapes) {
      NDIndex part = new NDIndex().addSliceDim(offset, offset + shape.size());
      NDArray ownLoc = loc.get(part).reshape(shape);
      NDArray ownLogScale = logScale.get(part).reshape(shape);
      NDArray scale = ownLogScale.exp();
      NDArray noise = manager.randomNormal(0, 1, shape, DataType.FLOAT32);
      NDArray value = noise.mul(scale).add(ownLoc);
      latents.add(new Latent(ownLoc, ownLogScale, scale, noise, value));
      offset += shape.size();
    }
    return latents;
  }

  @Override
  public void close() {
    manager.close();
  }
}
