package org.borch.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.borch.Model;
import org.borch.distributions.transform.Bijectors;
import org.borch.posterior.Start;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Program;
import org.borch.tensor.trace.Signatures;
import org.borch.tensor.trace.TorchProgram;
import org.jspecify.annotations.Nullable;

/**
 * The log density of a model's latent variables given its data, on a flat vector of unconstrained
 * coordinates (Stan's), with the log-Jacobian of the change of variables, in float64. It is what
 * samplers see.
 *
 * <p>A model that can be traced runs as one program; another runs one operation after the other.
 * {@link #execution} says which, and why. A program on Java arrays starts no engine.
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

    /**
     * The log density alone, which costs less where an implementation says so. It may differ from
     * {@link #valueAndGradient} by rounding.
     *
     * @param at as there
     */
    default double value(double[] at) {
      return valueAndGradient(at, new double[at.length]);
    }
  }

  /** The density on minibatches for one thread, with memory of its own. */
  @FunctionalInterface
  public interface BatchEvaluator {

    /**
     * The log density with the minibatch that a key decides, whose rows count N/B times: an
     * unbiased estimate of the density of all data.
     *
     * @param at the point, of the density's dimension; only read
     * @param key of the minibatch
     * @param gradient gets the derivative with respect to each coordinate
     */
    double valueAndGradient(double[] at, Key key, double[] gradient);
  }

  private static final Logger LOGGER = System.getLogger(LogDensity.class.getName());

  private final DensityGraph density;
  private final Target target;
  private final @Nullable BackEnd forced;
  private final Signatures<Graph> graphs;
  private final Signatures<Program> programs = new Signatures<>();
  private final Signatures<Program> valuePrograms = new Signatures<>();
  private final Signatures<TorchProgram> torchPrograms = new Signatures<>();
  private final Execution execution;
  private final DensityTerms terms;
  private volatile boolean lacksTorch;

  private LogDensity(
      DensityGraph density, Target target, @Nullable BackEnd forced, Signatures<Graph> graphs) {
    this.density = density;
    this.target = target;
    this.forced = forced;
    this.graphs = graphs;
    this.execution = choose();
    this.lacksTorch = execution.backEnd() == BackEnd.EAGER;
    this.terms = new DensityTerms(density, forced, execution);
  }

  private LogDensity(List<Coordinates> coordinates, Target target) {
    this(new DensityGraph(coordinates), target, null, new Signatures<>());
  }

  private Execution choose() {
    if (forced == BackEnd.EAGER) {
      return Execution.eager();
    }
    try {
      return Execution.of(graph(target), forced);
    } catch (TracingException e) {
      if (forced != null) {
        throw e;
      }
      String reason = String.valueOf(e.getMessage());
      LOGGER.log(Level.WARNING, "a log density runs one operation after the other: {0}", reason);
      return new Execution(BackEnd.EAGER, reason);
    }
  }

  /**
   * The log joint density of a model, with all rows of its plates; of a model that is bound to
   * minibatches, with the rows of one, for {@link #batchEvaluator}.
   *
   * <p>Discrete latent variables are summed out, row by row inside plates, where they have few
   * values: the density is that of the continuous ones. {@link #discretes} names them.
   *
   * @param seed of the run under the prior that finds the latent variables, and of the minibatch
   *     that is traced first
   * @throws IllegalArgumentException if a discrete latent variable cannot be summed out, naming it
   */
  public static LogDensity of(Model<?, ?> model, Seed seed) {
    return of(model, seed, true);
  }

  /** {@code of(model, seed).withoutJacobian()}, with one trace less. */
  static LogDensity ofOwnCoordinates(Model<?, ?> model, Seed seed) {
    return of(model, seed, false);
  }

  private static LogDensity of(Model<?, ?> model, Seed seed, boolean jacobian) {
    Model<?, ?> exact = model.in(DataType.FLOAT64);
    List<Coordinates> coordinates = new ArrayList<>();
    int offset = 0;
    List<Start> starts = exact.latents(seed);
    for (Start start : starts) {
      if (start.prior().isDiscrete()) {
        continue;
      }
      Shape shape = Bijectors.to(start.prior().support()).inverseShape(start.shape());
      Coordinates next = new Coordinates(start.name(), offset, shape);
      coordinates.add(next);
      offset += next.size();
    }
    List<String> names = coordinates.stream().map(Coordinates::name).toList();
    Joint<?> continuous = Joint.of(exact, names, seed.key());
    Joint<?> joint =
        names.size() == starts.size() ? continuous : EnumerationSearch.of(continuous, seed);
    return new LogDensity(coordinates, jacobian ? joint : joint.withoutJacobian());
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
    return new LogDensity(
        coordinates, new Target.Plain(values -> density.apply(named(coordinates, values))));
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
    return new LogDensity(List.of(whole), new Target.Plain(values -> density.apply(values.get(0))));
  }

  /**
   * The same on one back-end, or for null on the one that suits it.
   *
   * @throws TracingException if the back-end lacks an operation, or the model cannot be traced
   */
  public LogDensity withBackEnd(@Nullable BackEnd backEnd) {
    return new LogDensity(density, target, backEnd, graphs);
  }

  /**
   * The same without the log-Jacobian: the density in the variables' own coordinates, still as a
   * function of the unconstrained ones. Its maximum is the maximum a posteriori; it is not a
   * density of the vector, so not for samplers. A function has no Jacobian and stays as it is.
   */
  public LogDensity withoutJacobian() {
    Target own = target.withoutJacobian();
    return own == target ? this : new LogDensity(density, own, forced, new Signatures<>());
  }

  /** The length of the vector. */
  public int dimension() {
    return density.dimension();
  }

  /** The variables in the order of their coordinates. */
  public List<Coordinates> coordinates() {
    return density.coordinates();
  }

  /**
   * What to call a coordinate: its variable and, of an array, the element, counted from 1.
   *
   * @param coordinate its place in the vector
   */
  public String nameOf(int coordinate) {
    for (Coordinates variable : coordinates()) {
      int place = coordinate - variable.offset();
      if (place >= 0 && place < variable.size()) {
        return ElementNames.of(variable.name(), variable.shape(), place);
      }
    }
    throw new IndexOutOfBoundsException(
        "coordinate " + coordinate + " of a density of " + dimension());
  }

  /** What runs the evaluators, and why. */
  public Execution execution() {
    return execution;
  }

  /** Whether the data come in minibatches. */
  public boolean isBatched() {
    return target.isBatched();
  }

  /** What is run: from the vector to value and gradient; empty if the density runs eagerly. */
  public Optional<Graph> graph() {
    return execution.backEnd() == BackEnd.EAGER ? Optional.empty() : Optional.of(graph(target));
  }

  /**
   * The density for one thread.
   *
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public Evaluator evaluator() {
    Target all = whole();
    return execution.backEnd() == BackEnd.JVM
        ? new JvmEvaluator(new JvmDensity(program(all).plan()), () -> valueProgram(all).plan())
        : new EngineDensity(all);
  }

  /** The density by the engine's operations or programs. */
  private final class EngineDensity implements Evaluator {

    private final Target own;

    EngineDensity(Target own) {
      this.own = own;
    }

    @Override
    public double valueAndGradient(double[] at, double[] gradient) {
      return inEngine(own, at, gradient);
    }

    /** One operation after the other: without derivatives there is little to gain by a program. */
    @Override
    public double value(double[] at) {
      try (Scope scope = Scope.open()) {
        return BorchArray.wrap(own.value(density.parts(BorchArray.of(at)))).values()[0];
      }
    }
  }

  /** The density on minibatches for one thread; without minibatches keys change nothing. */
  public BatchEvaluator batchEvaluator() {
    if (execution.backEnd() != BackEnd.JVM) {
      return (at, key, gradient) -> inEngine(target.at(key), at, gradient);
    }
    Signatures<JvmDensity> plans = new Signatures<>();
    return (at, key, gradient) -> {
      Target own = target.at(key);
      return plans
          .get(own.specs(), () -> new JvmDensity(program(own).plan()))
          .with(own.arrays())
          .valueAndGradient(at, gradient);
    };
  }

  /**
   * Value and gradient at a point on a device, as arrays there: a TorchScript program, or the
   * engine's operations where there is none.
   *
   * @param at float64 [dimension]
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public Autodiff.ValueAndGradient valueAndGradient(NDArray at) {
    return onDevice(whole(), at);
  }

  /** As {@link #valueAndGradient(NDArray)}, with the minibatch that a key decides. */
  public Autodiff.ValueAndGradient valueAndGradient(NDArray at, Key key) {
    return onDevice(target.at(key), at);
  }

  /**
   * The parts of the density at a point.
   *
   * @throws IllegalStateException if the density is not a model's, or the model is bound to
   *     minibatches
   */
  public LogDensityTerms terms(double[] at) {
    return terms.terms(joint("terms", whole()), at);
  }

  /** As {@link #terms(double[])}, with the minibatch that a key decides. */
  public LogDensityTerms terms(double[] at, Key key) {
    return terms.terms(joint("terms", target.at(key)), at);
  }

  /**
   * The values of all continuous latent variables at a point, in Java memory; of a function, its
   * arguments.
   *
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public Map<String, NDArray> constrain(double[] at) {
    if (target instanceof Target.Plain) {
      return density.named(at);
    }
    return terms.values(joint("constrain", whole()), at);
  }

  /**
   * The values of all latent variables and then of all derived quantities at a point, in Java
   * memory; without quantities that depend on a discrete latent variable.
   *
   * @throws IllegalStateException as {@link #terms(double[])}
   */
  public Map<String, NDArray> quantities(double[] at) {
    return terms.quantities(joint("quantities", whole()), at);
  }

  /**
   * The unconstrained coordinates of a draw from the model's prior.
   *
   * @param key decides it
   * @throws IllegalStateException as {@link #terms(double[])}
   */
  public double[] priorDraw(Key key) {
    return StartingPoints.prior(joint("priorDraw", whole()), key);
  }

  /**
   * The unconstrained coordinates of a point at which variables have given values.
   *
   * @param values by name, in the variables' own coordinates (a decentred variable under its own
   *     name), each of its variable's shape or a vector of as many numbers
   * @param rest the unconstrained coordinates of the other variables, of {@link #dimension}
   * @return not finite where a value is not inside of its variable's support
   * @throws IllegalArgumentException if there is no such variable, or a value is not of its shape
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public double[] unconstrain(Map<String, ? extends NDArray> values, double[] rest) {
    return whole() instanceof Joint<?> joint
        ? StartingPoints.at(joint, density, values, rest)
        : StartingPoints.at(density, values, rest);
  }

  /**
   * The discrete latent variables, which are summed out of the density, in the order of the model.
   */
  public List<Discrete> discretes() {
    return target instanceof Joint<?> joint ? joint.enumeration().discretes() : List.of();
  }

  /**
   * The probability of each state of the discrete latent variables given the continuous ones and
   * the data: rows + [states], in Java memory, by name.
   *
   * @throws IllegalStateException as {@link #terms(double[])}
   */
  public Map<String, NDArray> discreteProbabilities(double[] at) {
    return terms.probabilities(joint("discreteProbabilities", whole()), at);
  }

  /**
   * A joint draw of the discrete latent variables given the continuous ones and the data. With the
   * values of {@link #constrain} these are a draw of all latent variables.
   *
   * @param key decides it; each variable draws with {@code key.at(name)}
   * @return values by name, in Java memory
   * @throws IllegalStateException as {@link #terms(double[])}
   * @throws ArithmeticException if the density is zero or not a number at the point
   */
  public Map<String, NDArray> drawDiscrete(double[] at, Key key) {
    return terms.draw(joint("drawDiscrete", whole()), at, key);
  }

  /**
   * What computes {@link #terms} and {@link #constrain}, and why; traces them at the first call.
   */
  public Execution termsExecution() {
    return terms.execution(joint("terms", target));
  }

  /**
   * The names of the variables whose log density or change of coordinates is not finite at a point,
   * in the order of the model.
   *
   * @return empty for a function, which has no such parts
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public List<String> faults(double[] at) {
    if (!(whole() instanceof Joint<?> joint)) {
      return List.of();
    }
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      return joint.run(density.parts(BorchArray.of(at))).faults();
    }
  }

  private Target whole() {
    if (target.isBatched()) {
      throw new IllegalStateException(
          "this density's model is bound to minibatches; say which with a key, or bind the model"
              + " to all data, on(input)");
    }
    return target;
  }

  private static Joint<?> joint(String who, Target target) {
    if (target instanceof Joint<?> joint) {
      return joint;
    }
    throw new IllegalStateException(who + ": this density is a function, not a model's");
  }

  private Graph graph(Target own) {
    return graphs.get(own.specs(), () -> density.gradient(own));
  }

  private Program program(Target own) {
    return programs.get(own.specs(), () -> Program.of(graph(own)));
  }

  private Program valueProgram(Target own) {
    return valuePrograms.get(own.specs(), () -> Program.of(density.value(own)));
  }

  private TorchProgram torchProgram(Target own) {
    return torchPrograms.get(own.specs(), () -> TorchProgram.of(graph(own)));
  }

  private double inEngine(Target own, double[] at, double[] gradient) {
    try (Scope scope = Scope.open()) {
      List<NDArray> results = results(own, BorchArray.of(at));
      double[] slope = BorchArray.wrap(results.get(1)).values();
      System.arraycopy(slope, 0, gradient, 0, slope.length);
      return BorchArray.wrap(results.get(0)).values()[0];
    }
  }

  private Autodiff.ValueAndGradient onDevice(Target own, NDArray at) {
    List<NDArray> results = results(own, at);
    return new Autodiff.ValueAndGradient(results.get(0), List.of(results.get(1)));
  }

  private List<NDArray> results(Target own, NDArray at) {
    if (!lacksTorch) {
      try {
        TorchProgram program = torchProgram(own);
        List<NDArray> arguments = new ArrayList<>(List.of(at));
        arguments.addAll(own.arguments());
        return program.run(arguments);
      } catch (TracingException e) {
        lacksTorch = true;
      }
    }
    return density.valueThenGradient(own, at);
  }
}
