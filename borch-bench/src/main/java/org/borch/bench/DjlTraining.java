package org.borch.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;

/** Plain training of a network with one hidden layer, no random weights: DJL's Block and Adam. */
final class DjlTraining implements AutoCloseable {

  private static final int BATCHES = 8;

  private final NDManager manager = DjlSvi.manager();
  private final SequentialBlock block = new SequentialBlock();
  private final ParameterStore store = new ParameterStore(manager, false);
  private final Optimizer adam =
      Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.001f)).build();
  private final List<Parameter> parameters;
  private final List<NDArray> inputs = new ArrayList<>();
  private final List<NDArray> labels = new ArrayList<>();
  private final Loss loss;
  private long step;

  /** A network with data. */
  DjlTraining(NetworkData data, int hidden, int outputs, Loss loss) {
    this.loss = loss;
    block
        .add(Linear.builder().setUnits(hidden).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(outputs).build());
    block.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
    block.initialize(manager, DataType.FLOAT32, new Shape(data.batch(), data.features()));
    parameters = block.getParameters().values();
    for (Parameter parameter : parameters) {
      // DJL's Adam makes its moments in the first update, which must not be in a step's scope.
      adam.update(parameter.getId(), parameter.getArray(), parameter.getArray().zerosLike());
    }
    for (int i = 0; i < BATCHES; i++) {
      inputs.add(manager.create(data.rows(i), new Shape(data.batch(), data.features())));
      labels.add(manager.create(data.labels(i), new Shape(data.batch(), 1)));
    }
  }

  long run() {
    int batch = (int) (step % BATCHES);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDList output = block.forward(store, new NDList(inputs.get(batch)), true);
        collector.backward(loss.evaluate(new NDList(labels.get(batch)), output));
      }
      for (Parameter parameter : parameters) {
        NDArray weights = parameter.getArray();
        adam.update(parameter.getId(), weights, weights.getGradient());
      }
    }
    return step++;
  }

  @Override
  public void close() {
    manager.close();
  }
}
