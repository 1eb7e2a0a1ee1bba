package org.borch.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.borch.Model;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.posterior.Start;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.Seed;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.borch.tensor.trace.TorchProgram;
import org.jspecify.annotations.Nullable;

/**
 * The log density of a model's latent variables given its data, on a flat vector of unconstrained
 * coordinates (Stan's), with the log-Jacobian of the change of variables, in float64. It is what
 * samplers see.
 *
 * <p>A model that can be traced runs as a program on Java arrays and starts no engine; another runs
 * eagerly, and {@link #fallback} says why.
 */
public final class LogDensity {

  /**
   * Where a variable stands in the vector.
   *
   * @param name the variable's path
   * @param offset of its first coordinate
   * @param shape of its coordinates, row-major
   */
  public record Coordinates(String name, int offset, Shape shape) {

    /** The number of coordinates. */
    public int size() {
      return Math.toIntExact(shape.size());
    }
  }

  /** The density for one thread, with memory of its own. */
  @FunctionalInterface
  public interface Evaluator {

    /**
     * The log density at a point, NaN or infinite where it is not defined.
     *
     * @param at the point, of the density's dimension; only read
     * @param gradient gets the derivative with respect to each coordinate
     */
    double valueAndGradient(double[] at, double[] gradient);
  }

  private final List<Coordinates> coordinates;
  private final int dimension;
  private final Function<List<NDArray>, NDArray> density;
  private final @Nullable Model<?, ?> model;
  private final @Nullable Program program;
  private final @Nullable String fallback;
  private @Nullable TorchProgram torch;
  private boolean lacksTorch;

  private LogDensity(
      List<Coordinates> coordinates,
      Function<List<NDArray>, NDArray> density,
      @Nullable Model<?, ?> model) {
    this.coordinates = List.copyOf(coordinates);
    this.dimension = coordinates.stream().mapToInt(Coordinates::size).sum();
    this.density = density;
    this.model = model;
    Program traced = null;
    String reason = null;
    try {
      Spec vector = new Spec(new Shape(dimension), DataType.FLOAT64);
      traced = Program.of(Graph.trace(at -> valueThenGradient(at.get(0)), List.of(vector)));
    } catch (TracingException e) {
      reason = e.getMessage();
    }
    this.program = traced;
    this.fallback = reason;
  }

  /**
   * The log joint density of a model, with all rows of its plates.
   *
   * @param model all latent variables must be continuous
   * @param seed of the run under the prior that finds the latent variables
   * @throws IllegalArgumentException if a latent variable is discrete, naming it
   */
  public static LogDensity of(Model<?, ?> model, Seed seed) {
    Model<?, ?> exact = model.in(DataType.FLOAT64);
    List<Coordinates> coordinates = new ArrayList<>();
    int offset = 0;
    for (Start start : exact.latents(seed)) {
      if (start.prior().isDiscrete()) {
        throw new IllegalArgumentException(
            start.name()
                + ": a discrete latent variable ("
                + start.prior().name()
                + ") has no unconstrained coordinates; expected continuous ones");
      }
      Shape shape = Bijectors.to(start.prior().support()).inverseShape(start.shape());
      Coordinates next = new Coordinates(start.name(), offset, shape);
      coordinates.add(next);
      offset += next.size();
    }
    Function<List<NDArray>, NDArray> density =
        values -> logJoint(exact.replay(unconstrained(coordinates, values)));
    return new LogDensity(coordinates, density, exact);
  }

  /**
   * A log density given as a function of several arrays.
   *
   * @param shapes of the arrays by name; the vector has their elements in the map's order
   * @param density from the arrays by name, float64, to a scalar
   */
  public static LogDensity of(
      Map<String, Shape> shapes, Function<Map<String, NDArray>, NDArray> density) {
    List<Coordinates> coordinates = new ArrayList<>();
    int offset = 0;
    for (Map.Entry<String, Shape> shape : shapes.entrySet()) {
      Coordinates next = new Coordinates(shape.getKey(), offset, shape.getValue());
      coordinates.add(next);
      offset += next.size();
    }
    return new LogDensity(coordinates, values -> density.apply(named(coordinates, values)), null);
  }

  private static Map<String, NDArray> named(List<Coordinates> coordinates, List<NDArray> values) {
    Map<String, NDArray> byName = new LinkedHashMap<>();
    for (int i = 0; i < coordinates.size(); i++) {
      byName.put(coordinates.get(i).name(), values.get(i));
    }
    return byName;
  }

  /**
   * A log density given as a function of one vector.
   *
   * @param density from float64 [dimension] to a scalar
   */
  public static LogDensity of(int dimension, Function<NDArray, NDArray> density) {
    Coordinates whole = new Coordinates("x", 0, new Shape(dimension));
    return new LogDensity(List.of(whole), values -> density.apply(values.get(0)), null);
  }

  /** The length of the vector. */
  public int dimension() {
    return dimension;
  }

  /** The variables in the order of their coordinates. */
  public List<Coordinates> coordinates() {
    return coordinates;
  }

  /** Why the density runs eagerly; empty if it runs as a program on Java arrays. */
  public Optional<String> fallback() {
    return Optional.ofNullable(fallback);
  }

  /** The density for one thread. */
  public Evaluator evaluator() {
    return program == null ? this::eager : new Compiled(program.plan());
  }

  /** The density for one thread, computed by the engine. */
  public Evaluator eagerEvaluator() {
    return this::eager;
  }

  /**
   * Value and gradient at a point on a device, as arrays there: a TorchScript program, or the
   * engine's operations where there is none.
   *
   * @param at float64 [dimension]
   */
  public Autodiff.ValueAndGradient valueAndGradient(NDArray at) {
    TorchProgram own = torch();
    List<NDArray> results = own == null ? valueThenGradient(at) : own.run(List.of(at));
    return new Autodiff.ValueAndGradient(results.get(0), List.of(results.get(1)));
  }

  private synchronized @Nullable TorchProgram torch() {
    if (torch == null && program != null && !lacksTorch) {
      try {
        torch = TorchProgram.of(program.graph());
      } catch (TracingException e) {
        lacksTorch = true;
      }
    }
    return torch;
  }

  /**
   * The parts of the density at a point.
   *
   * @throws IllegalStateException if the density is not a model's
   */
  public LogDensityTerms terms(double[] at) {
    if (model == null) {
      throw new IllegalStateException("terms: this density is a function, not a model's");
    }
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      return LogDensityTerms.of(model.replay(unconstrained(coordinates, parts(BorchArray.of(at)))));
    }
  }

  /**
   * The values of all latent variables at a point, in Java memory.
   *
   * @throws IllegalStateException if the density is not a model's
   */
  public Map<String, NDArray> constrain(double[] at) {
    if (model == null) {
      throw new IllegalStateException("constrain: this density is a function, not a model's");
    }
    Map<String, NDArray> values = new LinkedHashMap<>();
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Trace trace = model.replay(unconstrained(coordinates, parts(BorchArray.of(at))));
      for (RandomVariable latent : trace.latents()) {
        BorchArray value = BorchArray.wrap(latent.value());
        values.put(latent.name(), BorchArray.of(value.getShape(), value.values()));
      }
    }
    return values;
  }

  /**
   * The names of the variables whose log density or change of coordinates is not finite at a point,
   * in the order of the model.
   *
   * @return empty for a function, which has no such parts
   */
  public List<String> faults(double[] at) {
    if (model == null) {
      return List.of();
    }
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Trace trace = model.replay(unconstrained(coordinates, parts(BorchArray.of(at))));
      return trace.variables().stream()
          .filter(variable -> !isFinite(variable))
          .map(RandomVariable::name)
          .toList();
    }
  }

  private static boolean isFinite(RandomVariable variable) {
    return isFinite(variable.logPrior())
        && (variable.isObserved() || isFinite(variable.logApproximation()));
  }

  private static boolean isFinite(NDArray array) {
    return Arrays.stream(BorchArray.wrap(array).values()).allMatch(Double::isFinite);
  }

  private static Posterior unconstrained(List<Coordinates> coordinates, List<NDArray> values) {
    Map<String, NDArray> byName = named(coordinates, values);
    return latents ->
        latent -> {
          NDArray u = byName.get(latent.name());
          if (u == null) {
            throw new IllegalArgumentException(
                latent.name()
                    + ": the model did not meet this variable in the run that counted"
                    + " its coordinates, only "
                    + byName.keySet());
          }
          Bijector bijector = Bijectors.to(latent.prior().support());
          return Choice.mapped(bijector, u, BorchArray.scalar(0, u.getDataType()));
        };
  }

  /** Σ log p + Σ log weights + Σ log |dx/du|; the last is minus the "approximation's" density. */
  private static NDArray logJoint(Trace trace) {
    Elbo.Sum total = new Elbo.Sum();
    for (RandomVariable variable : trace.variables()) {
      total.add(variable.logPrior(), variable.scale());
      if (!variable.isObserved()) {
        total.add(variable.logApproximation(), -1);
      }
    }
    trace.factors().values().forEach(factor -> total.add(factor, 1));
    return total.orZero(DataType.FLOAT64);
  }

  /** The value and the flat gradient. Derivatives are taken by the parts, not by the vector. */
  private List<NDArray> valueThenGradient(NDArray at) {
    Autodiff.ValueAndGradient result = Autodiff.valueAndGrad(density, parts(at));
    NDArray[] gradient = result.gradient().stream().map(NDArray::flatten).toArray(NDArray[]::new);
    return List.of(result.value(), ArrayMath.concat(0, gradient));
  }

  private List<NDArray> parts(NDArray at) {
    List<NDArray> parts = new ArrayList<>();
    for (Coordinates part : coordinates) {
      NDIndex range = new NDIndex().addSliceDim(part.offset(), part.offset() + part.size());
      parts.add(at.get(range).reshape(part.shape()));
    }
    return parts;
  }

  private double eager(double[] at, double[] gradient) {
    try (Scope scope = Scope.open()) {
      List<NDArray> results = valueThenGradient(BorchArray.of(at));
      double[] slope = BorchArray.wrap(results.get(1)).values();
      System.arraycopy(slope, 0, gradient, 0, dimension);
      return BorchArray.wrap(results.get(0)).values()[0];
    }
  }

  private static final class Compiled implements Evaluator {

    private final Plan plan;
    private final double[] point;
    private final double[] value;
    private final double[] slope;

    Compiled(Plan plan) {
      this.plan = plan;
      point = plan.input(0);
      value = plan.output(0);
      slope = plan.output(1);
    }

    @Override
    public double valueAndGradient(double[] at, double[] gradient) {
      System.arraycopy(at, 0, point, 0, point.length);
      plan.run();
      System.arraycopy(slope, 0, gradient, 0, slope.length);
      return value[0];
    }
  }
}
