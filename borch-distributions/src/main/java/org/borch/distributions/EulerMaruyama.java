package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;
import org.borch.tensor.trace.Scan;

/**
 * EulerMaruyama(equation, step h, length T, start x_0, ...): x_t = x_(t-1) + h f(x_(t-1)) + √h
 * g(x_(t-1)) z_t, t = 1, ..., T, with independent normal numbers z: the path of the stochastic
 * differential equation dx = f(x, s) ds + g(x, s) dW at the times s = h, 2h, ..., T h.
 *
 * <p>Kloeden and Platen 1992, Numerical Solution of Stochastic Differential Equations, section 9.1.
 */
public final class EulerMaruyama extends Distribution {

  /** The right side of a stochastic differential equation. */
  @FunctionalInterface
  public interface Equation {

    /**
     * Drift and diffusion, by operations of arrays that work element by element.
     *
     * @param x the state
     * @param time broadcasts with x
     * @param parameters the equation's, in their order; each broadcasts with x
     */
    Rates at(NDArray x, NDArray time, List<NDArray> parameters);
  }

  /**
   * What an equation says of a state.
   *
   * @param drift f(x, s)
   * @param diffusion g(x, s), not 0; its sign does not matter
   */
  public record Rates(NDArray drift, NDArray diffusion) {}

  private final Equation equation;
  private final double step;
  private final int length;

  /**
   * The equation, the length of a step, above 0, the number of steps, at least 1, the state before
   * the first one, batch, and the equation's parameters, batch each.
   *
   * @throws IllegalArgumentException if step or length are none, or a parameter is an array of
   *     events
   */
  public EulerMaruyama(
      Equation equation, double step, int length, Operand start, List<Parameter> parameters) {
    super(all(start, parameters));
    if (!(step > 0 && step < Double.POSITIVE_INFINITY) || length < 1) {
      throw new IllegalArgumentException(
          "EulerMaruyama(equation, step, length, start) got step = "
              + step
              + " and length = "
              + length
              + ", expected a finite step > 0 and a length of at least 1");
    }
    for (Parameter parameter : parameters) {
      if (parameter.constraint().eventRank() > 0) {
        throw new IllegalArgumentException(
            "EulerMaruyama(equation, step, length, start) got the parameter "
                + parameter.name()
                + " of values "
                + parameter.constraint().description()
                + ", expected single numbers; give each element a name");
      }
    }
    this.equation = equation;
    this.step = step;
    this.length = length;
  }

  private static Parameter[] all(Operand start, List<Parameter> parameters) {
    List<Parameter> all = new ArrayList<>();
    all.add(new Parameter("start", start, Constraints.real()));
    all.addAll(parameters);
    return all.toArray(Parameter[]::new);
  }

  @Override
  public EulerMaruyama withParameters(List<Operand> values) {
    List<Parameter> own = parameters();
    List<Parameter> others =
        IntStream.range(1, own.size())
            .mapToObj(i -> new Parameter(own.get(i).name(), values.get(i), own.get(i).constraint()))
            .toList();
    return new EulerMaruyama(equation, step, length, values.get(0), others);
  }

  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return Constraints.realVector();
  }

  @Override
  public Shape eventShape() {
    return new Shape(length);
  }

  private Operand start() {
    return parameters().get(0).value();
  }

  /** The equation's parameters of x's data type, batch each. */
  private List<NDArray> arguments(NDArray x) {
    return parameters().stream().skip(1).map(parameter -> parameter.value().like(x)).toList();
  }

  /** The times before each step: [T]. */
  private NDArray times(NDArray like) {
    double[] times = IntStream.range(0, length).mapToDouble(t -> t * step).toArray();
    return cast(BorchArray.of(times), like.getDataType());
  }

  /** All steps at once, of the states before them. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray first = x.get(new NDIndex("..., :1"));
    NDArray start = first.zerosLike().add(start().like(x).expandDims(-1));
    Shape series = Shapes.dropLast(start.getShape(), 1);
    NDArray path = broadcastTo(x, series.add(length));
    NDArray past = length == 1 ? start : concat(-1, start, path.get(new NDIndex("..., :-1")));
    List<NDArray> arguments =
        arguments(x).stream().<NDArray>map(parameter -> parameter.expandDims(-1)).toList();
    Rates rates = equation.at(past, times(x), arguments);
    NDArray scale = abs(rates.diffusion()).mul(Math.sqrt(step));
    NDArray z = path.sub(past).sub(rates.drift().mul(step)).div(scale);
    NDArray each = square(z).mul(-0.5).sub(log(scale)).sub(Stirling.HALF_LOG_TWO_PI);
    return sumLast(each, 1);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape series = Shapes.concat(sampleShape, batchShape());
    NDArray z = noise.normal(Shapes.concat(eventShape(), series)); // [T] + sample + batch
    List<NDArray> arguments = arguments(z);
    NDArray values =
        Scan.scan(
                length,
                List.of(broadcastTo(start().like(z), series)),
                List.of(z, times(z)),
                (carry, row) -> {
                  NDArray x = carry.get(0);
                  Rates rates = equation.at(x, row.get(1), arguments);
                  NDArray moved = x.add(rates.drift().mul(step));
                  NDArray shaken = abs(rates.diffusion()).mul(Math.sqrt(step)).mul(row.get(0));
                  NDArray next = moved.add(shaken);
                  return Scan.next(next).emit(next);
                })
            .emitted()
            .get(0);
    NDArray[] states = new NDArray[length];
    for (int t = 0; t < length; t++) {
      states[t] = values.get(new NDIndex("" + t));
    }
    return stack(-1, states);
  }
}
