package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.borch.Params;
import org.borch.infer.optim.Optimizer;

/**
 * An optimiser's part of a transform: its moments are arrays of the state, {@code moments/NAME}.
 */
public final class OptimizerStep {

  private static final String MOMENTS = "moments";

  private final Optimizer optimizer;
  private final Params params;
  private final Optimizer.State blank;

  /**
   * Of any run.
   *
   * @param params whose names and shapes it moves
   */
  public OptimizerStep(Optimizer optimizer, Params params) {
    this.optimizer = optimizer;
    this.params = params;
    this.blank = Optimizer.State.of(params);
  }

  /**
   * Refuses an optimiser that keeps its moments to itself.
   *
   * @throws IllegalArgumentException if it does
   */
  public static void requirePure(Optimizer optimizer) {
    if (!optimizer.isPure()) {
      throw new IllegalArgumentException(
          "optimizer = "
              + optimizer
              + ", which keeps its moments to itself, so that chains would mix them and a saved"
              + " run lose them; expected one whose moments are in its state: Adam, AdamW,"
              + " RmsProp, Sgd");
    }
  }

  /** A state before the first update, with the moments that the optimiser begins with. */
  public FlatState begin(FlatState state) {
    return with(state, optimizer.init(params.over(params.flat())).arrays());
  }

  /** A state with other moments. */
  public static FlatState with(FlatState state, Map<String, NDArray> moments) {
    return state.with(MOMENTS, moments);
  }

  /** The moments of a state by name. */
  public static Map<String, NDArray> moments(FlatState state) {
    return state.part(MOMENTS);
  }

  /**
   * Moves parameters against a gradient, while a step is traced, too.
   *
   * @param state whose moments are those of the step before
   * @param view of the parameters, which is written: {@link Params#flat} has the new values then
   * @param gradient like {@link Params#flat}
   * @return the state with new moments; nothing else in it has changed
   */
  public FlatState update(FlatState state, Params view, NDArray gradient) {
    StepNumber step = state.step();
    Optimizer.State before =
        step.isAny()
            ? Optimizer.State.ofAnyStep(view, moments(state), state::number)
            : blank.over(view, moments(state), step.value());
    return with(state, optimizer.update(before, view, gradient).arrays());
  }
}
