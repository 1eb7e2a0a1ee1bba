package org.borch.infer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.borch.ArrayFile;
import org.borch.Companion;
import org.borch.Params;
import org.borch.tensor.BorchArray;
import org.borch.tensor.TracingException;
import org.jspecify.annotations.Nullable;

/**
 * Moves parameters against a gradient.
 *
 * <pre>{@code
 * Optimizer.State state = optimizer.init(params);
 * for (...) {
 *   state = optimizer.update(state, params, params.gradient(loss));
 * }
 * }</pre>
 *
 * An optimiser is settings only and may serve any number of runs; what a run needs from step to
 * step is in its {@link State}. {@link #update} may be run once on arrays that record and then
 * replayed for every step, so what differs between steps comes from the state: its moments, and
 * {@link State#number}.
 */
public interface Optimizer {

  /** The state before the first step; its arrays live and close with the parameters. */
  State init(Params params);

  /**
   * One step: writes parameters and state arrays, without reading any into Java memory.
   *
   * @param state of the step before, which must not be used again
   * @param gradient as from {@link Params#gradient}
   * @return the state after the step
   * @throws IllegalArgumentException if the state belongs to other parameters or another optimiser,
   *     or if the gradient is not like {@link Params#flat}
   */
  State update(State state, Params params, NDArray gradient);

  /**
   * Whether all that it remembers is in its {@link State}: then a run can be saved and goes on, and
   * several runs may share the optimiser.
   */
  default boolean isPure() {
    return true;
  }

  /** This optimiser with gradients scaled down to at most this Euclidean norm. */
  default Optimizer clippedToNorm(double limit) {
    return new Clipped(this, Clipped.Rule.NORM, limit);
  }

  /** This optimiser with each element of a gradient limited to ±limit. */
  default Optimizer clippedToValue(double limit) {
    return new Clipped(this, Clipped.Rule.VALUE, limit);
  }

  /**
   * What an optimiser keeps from one step to the next: the number of steps and its moments, one
   * number for each parameter. The moments belong to the parameters that the state was made for:
   * they grow with zeros when parameters are declared later, and close with them.
   */
  final class State {

    private static final String KIND = "optimizer";
    private static final String STEP = "step";

    private final Params params;
    private final long step;
    private final Map<String, Companion> moments;
    private final RateFactors factors;
    private final @Nullable Numbers numbers;

    private State(
        Params params,
        long step,
        Map<String, Companion> moments,
        RateFactors factors,
        @Nullable Numbers numbers) {
      this.params = params;
      this.step = step;
      this.moments = moments;
      this.factors = factors;
      this.numbers = numbers;
    }

    /** The state before the first step, with these moments at zero. */
    public static State of(Params params, String... moments) {
      Map<String, Companion> zeros = new LinkedHashMap<>();
      for (String name : moments) {
        zeros.put(name, params.companion());
      }
      return new State(params, 0, zeros, new RateFactors(params), null);
    }

    /**
     * The state after some steps, with moments from {@link #arrays}.
     *
     * @throws IllegalArgumentException if a moment is longer than the parameters or of another type
     */
    public static State of(Params params, long step, Map<String, NDArray> arrays) {
      Map<String, Companion> moments = new LinkedHashMap<>();
      arrays.forEach((name, values) -> moments.put(name, params.companion(values)));
      return new State(params, step, moments, new RateFactors(params), null);
    }

    /** Gives the numbers of a step that is not known yet. */
    @FunctionalInterface
    public interface Numbers {

      /** A number of shape (1) and the parameters' type, as the function has it for each step. */
      NDArray of(LongToDoubleFunction number);
    }

    /**
     * The state of any step: an update of it is the same for all steps, and may be traced.
     *
     * @param view the parameters' view that the update is to replace
     * @param arrays the moments by name, each like {@link Params#flat}
     * @param numbers stand for what differs between steps otherwise
     */
    public static State ofAnyStep(
        Params view, Map<String, ? extends NDArray> arrays, Numbers numbers) {
      Map<String, Companion> moments = new LinkedHashMap<>();
      arrays.forEach((name, values) -> moments.put(name, view.companion(values)));
      return new State(view, 0, moments, new RateFactors(view), numbers);
    }

    /**
     * The state of a view of the same parameters after some steps.
     *
     * @param view the parameters' view that the update is to replace
     * @param arrays the moments by name, each like {@link Params#flat}
     */
    public State over(Params view, Map<String, ? extends NDArray> arrays, long step) {
      Map<String, Companion> moments = new LinkedHashMap<>();
      arrays.forEach((name, values) -> moments.put(name, view.companion(values)));
      return new State(view, step, moments, factors, null);
    }

    /**
     * The number of updates so far.
     *
     * @throws TracingException while an update is traced, which is the same for all steps; take
     *     what depends on the step from {@link #number}
     */
    public long step() {
      requireOneStep("the optimiser reads the number of its step; use state.number(step -> ...)");
      return step;
    }

    /**
     * A number that differs from step to step, such as a learning rate: an array of shape (1) and
     * of the parameters' type.
     *
     * @param number a pure function of the number of updates so far
     */
    public NDArray number(LongToDoubleFunction number) {
      // Of shape (1): scalars stay on the device for the life of the process, because models use
      // the same few again and again; these would pile up.
      return numbers == null
          ? BorchArray.full(new Shape(1), number.applyAsDouble(step), params.type())
          : numbers.of(number);
    }

    /** For optimisers whose update cannot be traced. */
    void requireOneStep(String reason) {
      if (numbers != null) {
        throw new TracingException(reason);
      }
    }

    /**
     * The moments by name, each like {@link Params#flat}: what a checkpoint holds beside the step.
     */
    public Map<String, NDArray> arrays() {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      moments.forEach((name, moment) -> arrays.put(name, moment.flat()));
      return arrays;
    }

    /** Writes step and moments to a file, as {@link Params#save} does. */
    public void save(Path file) {
      ArrayFile.of(KIND, arrays(), Map.of(STEP, Long.toString(step))).save(file);
    }

    /**
     * Reads what {@link #save} wrote, for the parameters that were saved with it.
     *
     * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds
     *     something else, such as moments of other parameters
     */
    public static State load(Path file, Params params) {
      ArrayFile content = ArrayFile.load(file, KIND);
      try {
        return of(params, content.number(STEP), content.arrays());
      } catch (IllegalArgumentException e) {
        throw content.refused(String.valueOf(e.getMessage()));
      }
    }

    // ---- for optimisers

    /**
     * Checks the arguments of an update.
     *
     * @throws IllegalArgumentException as {@link Optimizer#update} says
     */
    public void requireFits(Params params, NDArray gradient) {
      if (params != this.params) {
        throw new IllegalArgumentException(
            "optimiser state of other parameters; call init(params) for these, or load the state"
                + " that was saved with them");
      }
      if (!gradient.getShape().equals(new Shape(params.size()))
          || gradient.getDataType() != params.type()) {
        throw new IllegalArgumentException(
            "gradient: got "
                + gradient.getDataType()
                + gradient.getShape()
                + ", expected "
                + params.type()
                + new Shape(params.size())
                + " as from params.gradient(loss)");
      }
    }

    /**
     * A moment by name.
     *
     * @throws IllegalArgumentException if the state has none of this name
     */
    public Companion moment(String name) {
      Companion moment = moments.get(name);
      if (moment == null) {
        throw new IllegalArgumentException(
            "optimiser state without "
                + name
                + ", it has "
                + moments.keySet()
                + "; it was made by another optimiser");
      }
      return moment;
    }

    /** The state after one more step. */
    public State next() {
      return after(1);
    }

    /** The state after some more steps, whose moments were written. */
    public State after(long steps) {
      return new State(params, step + steps, moments, factors, numbers);
    }

    boolean hasBuffers() {
      return !params.held().isEmpty();
    }

    RateFactors factors() {
      return factors;
    }

    /** Step and names of the moments; reads no values. */
    @Override
    public String toString() {
      return "State(step " + (numbers == null ? step : "any") + ", " + moments.keySet() + ")";
    }
  }
}
