package org.borch.infer.ascent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.Params;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Optimizer;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Info;
import org.borch.infer.run.OptimizerStep;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * Ascends to a mode of a log density by the steps of an optimiser: what a sampler does at
 * temperature 0. Its chains begin at points of their own and are a deep ensemble (Lakshminarayanan,
 * Pritzel and Blundell 2017); of each chain keep the last state, {@code run.withBurnIn(steps - 1)}.
 * For the mode of a small density to the last digits use {@link org.borch.infer.laplace.Lbfgs}.
 *
 * <pre>
 *   θ ← θ - optimiser's step for the gradient -∇ log p(θ | data) / N
 *   state  position | moments/NAME
 * </pre>
 *
 * The gradient is that per row, so that clipping and the learning rates of {@link
 * org.borch.infer.optim.Sgd} mean the same for any number of rows N.
 *
 * @param optimizer makes the steps; its learning rate may have factors by the parameters' names
 */
public record Ascent(Optimizer optimizer) {

  private static final List<String> COLUMNS = List.of(Info.LOG_DENSITY, Info.GRADIENT_NORM);
  private static final double LEARNING_RATE = 0.01;

  /** Checks the optimiser. */
  public Ascent {
    OptimizerStep.requirePure(optimizer);
  }

  /** Adam with the learning rate 0.01. */
  public static Ascent defaults() {
    return new Ascent(Adam.defaults().withLearningRate(LEARNING_RATE));
  }

  /** With another optimiser. */
  public Ascent withOptimizer(Optimizer optimizer) {
    return new Ascent(optimizer);
  }

  /** The algorithm on a density. */
  public StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends StepAlgorithm {

    private final Params params;
    private final OptimizerStep optimizer;

    Bound(Ascent settings, LogPosterior density) {
      super(settings, density);
      Map<String, NDArray> zeros = new LinkedHashMap<>();
      for (Map.Entry<String, Shape> each : density.parameters().entrySet()) {
        zeros.put(each.getKey(), BorchArray.full(each.getValue(), 0, density.type()));
      }
      this.params = Params.of(density.type(), Seed.of(0), zeros);
      this.optimizer = new OptimizerStep(settings.optimizer, params);
    }

    @Override
    public List<String> columns() {
      return COLUMNS;
    }

    @Override
    public FlatState init(NDArray position, Key key) {
      return optimizer.begin(FlatState.of(position));
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
      Params view = params.over(state.position());
      FlatState moved = optimizer.update(state, view, at.gradient().mul(-1.0 / density().rows()));
      Map<String, NDArray> info = new LinkedHashMap<>();
      info.put(Info.LOG_DENSITY, at.value());
      info.put(Info.GRADIENT_NORM, at.gradient().square().sum().sqrt());
      return new Update(moved.next(view.flat()), info);
    }
  }
}
