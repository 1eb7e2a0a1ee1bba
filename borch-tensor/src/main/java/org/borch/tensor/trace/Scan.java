package org.borch.tensor.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.borch.tensor.Spec;

/**
 * A loop whose steps hand on values of fixed shapes. Its body is traced once, however many steps it
 * runs, and may use any array from outside: what the loop returns can be differentiated with
 * respect to the first carry, the rows and those arrays, batched and compiled.
 *
 * <pre>{@code
 * // x[t+1] = phi x[t] + noise[t]; all values, [100]
 * Scan.Result path = scan(100, List.of(x0), List.of(noise), (carry, row) -> {
 *   NDArray x = phi.mul(carry.get(0)).add(row.get(0));
 *   return Scan.next(x).emit(x);
 * });
 * }</pre>
 */
public final class Scan {

  /** One step of a loop. */
  @FunctionalInterface
  public interface Body {

    /**
     * Runs a step.
     *
     * @param carry what the step before returned
     * @param row this step's row of each array that the loop goes through
     */
    Step run(List<NDArray> carry, List<NDArray> row);
  }

  /**
   * What a step returns.
   *
   * @param carry of the shapes of the carry that the step got
   * @param emitted what the loop collects
   */
  public record Step(List<NDArray> carry, List<NDArray> emitted) {

    /** The same with these arrays for the loop to collect. */
    public Step emit(NDArray... arrays) {
      return new Step(carry, List.of(arrays));
    }
  }

  /**
   * What a loop returns.
   *
   * @param carry of the last step
   * @param emitted what the steps emitted, along a new first axis
   */
  public record Result(List<NDArray> carry, List<NDArray> emitted) {}

  private Scan() {}

  /** What a step hands on to the next one. */
  public static Step next(NDArray... carry) {
    return new Step(List.of(carry), List.of());
  }

  /** The carry after {@code n} steps. */
  public static NDArray scan(int n, NDArray carry, UnaryOperator<NDArray> body) {
    return scan(n, List.of(carry), List.of(), (c, row) -> next(body.apply(c.get(0))))
        .carry()
        .get(0);
  }

  /**
   * Runs a body {@code n} times.
   *
   * @param n number of steps, 0 or more
   * @param carry what the first step gets: arrays of floating or whole types. All that is carried
   *     and emitted has the widest floating type of what comes in and what the body returns
   * @param rows arrays with a first axis of size {@code n}
   * @throws IllegalArgumentException if an array does not fit, or the body returns a carry of
   *     another shape than it got
   */
  public static Result scan(
      int n, List<? extends NDArray> carry, List<? extends NDArray> rows, Body body) {
    List<BorchArray> inputs = new ArrayList<>();
    carry.forEach(array -> inputs.add(BorchArray.wrap(array)));
    rows.forEach(array -> inputs.add(BorchArray.wrap(array)));
    int carries = carry.size();
    List<Spec> given = specs(n, carries, inputs);
    DataType type = widest(given.subList(0, carries));
    Traced traced = traced(given, carries, type, body);
    while (traced.type() != type) {
      type = traced.type();
      traced = traced(given, carries, type, body);
    }
    for (int i = 0; i < carries; i++) {
      inputs.set(i, inputs.get(i).toType(type, false));
    }
    Graph graph = traced.graph();
    Captures captures = traced.captures();
    int emissions = graph.outputs().size() - carries;
    if (n == 0) {
      return nothing(List.copyOf(inputs.subList(0, carries)), graph.outputs());
    }
    Loop loop = Loop.of(n, carries, rows.size(), graph, false);
    inputs.addAll(captures.arrays());
    BorchArray all = BorchArray.apply(loop, inputs);
    List<NDArray> last = new ArrayList<>();
    for (int i = 0; i < carries; i++) {
      last.add(loop.last(all, i));
    }
    List<NDArray> emitted = new ArrayList<>();
    for (int i = 0; i < emissions; i++) {
      emitted.add(loop.emitted(all, i));
    }
    return new Result(List.copyOf(last), List.copyOf(emitted));
  }

  /**
   * A body traced with a carry of one type.
   *
   * @param type the widest of that and of what the body returned
   */
  private record Traced(Graph graph, Captures captures, DataType type) {}

  private static Traced traced(List<Spec> given, int carries, DataType type, Body body) {
    List<Spec> specs = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      Spec spec = given.get(i);
      specs.add(i < carries ? spec.with(type) : spec);
    }
    Captures captures = new Captures(given.size());
    List<Spec> returned = new ArrayList<>();
    Graph graph =
        Graph.trace(
            in -> {
              Step step = body.run(in.subList(0, carries), in.subList(carries, given.size()));
              requireFits(specs.subList(0, carries), step);
              List<NDArray> results = new ArrayList<>(step.carry());
              results.addAll(step.emitted());
              results.forEach(result -> returned.add(BorchArray.wrap(result).spec()));
              return results.stream().<NDArray>map(r -> r.toType(type, false)).toList();
            },
            specs,
            captures);
    returned.add(new Spec(new Shape(), type));
    return new Traced(graph, captures, widest(returned));
  }

  /** Whole numbers alone become FLOAT32. */
  private static DataType widest(List<Spec> specs) {
    boolean doubles = specs.stream().anyMatch(spec -> spec.type() == DataType.FLOAT64);
    return doubles ? DataType.FLOAT64 : DataType.FLOAT32;
  }

  private static Result nothing(List<NDArray> carry, List<Spec> outputs) {
    List<NDArray> emitted = new ArrayList<>();
    for (Spec spec : outputs.subList(carry.size(), outputs.size())) {
      Shape shape = Shapes.concat(new Shape(0), spec.shape());
      emitted.add(BorchArray.full(shape, 0, spec.type()));
    }
    return new Result(carry, List.copyOf(emitted));
  }

  private static List<Spec> specs(int n, int carries, List<BorchArray> inputs) {
    if (n < 0 || carries == 0) {
      throw new IllegalArgumentException(
          "scan of "
              + n
              + " steps with "
              + carries
              + " carried arrays, expected n >= 0 and one"
              + " array or more; what carries nothing is a vmap");
    }
    List<Spec> specs = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Spec spec = inputs.get(i).spec();
      if (i < carries) {
        requireNumbers(spec, "carry " + i);
        specs.add(spec);
      } else {
        if (spec.shape().dimension() == 0 || spec.shape().get(0) != n) {
          throw new IllegalArgumentException(
              "scan of "
                  + n
                  + " steps: rows "
                  + (i - carries)
                  + " are "
                  + spec
                  + ", expected a first axis of size "
                  + n);
        }
        specs.add(spec.with(spec.shape().slice(1)));
      }
    }
    return specs;
  }

  private static void requireNumbers(Spec spec, String what) {
    if (spec.type() == DataType.BOOLEAN) {
      throw new IllegalArgumentException(
          "scan: " + what + " is " + spec + ", expected numbers; cast it, or use where");
    }
  }

  private static void requireFits(List<Spec> carry, Step step) {
    if (step.carry().size() != carry.size()) {
      throw new IllegalArgumentException(
          "scan: the body returned "
              + step.carry().size()
              + " carried arrays, expected "
              + carry.size());
    }
    for (int i = 0; i < carry.size(); i++) {
      Spec spec = BorchArray.wrap(step.carry().get(i)).spec();
      if (!spec.shape().equals(carry.get(i).shape())) {
        throw new IllegalArgumentException(
            "scan: the body returned "
                + spec
                + " as carry "
                + i
                + ", expected the shape "
                + carry.get(i).shape()
                + " as it got");
      }
    }
    for (int i = 0; i < step.emitted().size(); i++) {
      requireNumbers(BorchArray.wrap(step.emitted().get(i)).spec(), "emission " + i);
    }
  }
}
