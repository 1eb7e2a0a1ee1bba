package org.borch.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.function.Function;

/**
 * The same step written by hand on bare DJL: a factorised normal q in unconstrained coordinates,
 * its gradient by DJL's collector, DJL's Adam.
 */
final class DjlSvi implements AutoCloseable {

  /** log p(data, x) as a function of the coordinates, and log-Jacobians. */
  interface LogJoint extends Function<NDArray, NDArray> {}

  private final NDManager manager;
  private final NDArray loc;
  private final NDArray logScale;
  private final Optimizer adam =
      Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.001f)).build();
  private final LogJoint logJoint;
  private final int dimension;
  private long step;

  DjlSvi(NDManager manager, int dimension, LogJoint logJoint) {
    this.manager = manager;
    this.dimension = dimension;
    this.logJoint = logJoint;
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
        NDArray noise = manager.randomNormal(0, 1, new Shape(dimension), DataType.FLOAT32);
        NDArray x = loc.add(logScale.exp().mul(noise));
        // The entropy of q is the sum of the log scales and a constant.
        collector.backward(logJoint.apply(x).add(logScale.sum()).neg());
      }
      adam.update("loc", loc, loc.getGradient());
      adam.update("logScale", logScale, logScale.getGradient());
    }
    return step++;
  }

  @Override
  public void close() {
    manager.close();
  }
}
