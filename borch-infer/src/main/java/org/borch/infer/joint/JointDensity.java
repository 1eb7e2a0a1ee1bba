package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.borch.MissingRows;
import org.borch.Model;
import org.borch.PlateAxis;
import org.borch.distributions.transform.Bijectors;
import org.borch.infer.density.Bounds;
import org.borch.infer.density.FreeVariables;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.density.TemperedDensity;
import org.borch.infer.density.Variables;
import org.borch.infer.run.Execution;
import org.borch.posterior.LatentStart;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * The log joint density of a model's latent variables given its data, on a flat vector of
 * unconstrained coordinates (Stan's), with the log-Jacobian of the change of variables, in float64.
 *
 * <p>A model that can be traced runs as one program; another runs one operation after the other.
 * {@link #execution} says which, and why. A program on Java arrays starts no engine.
 */
public final class JointDensity extends TargetDensity implements RowLikelihood, Variables {

  private final Joint<?> joint;

  /** Of the variables' own values, with all rows of plates. */
  private final Map<String, Extent> extents;

  private final DensityTerms terms;
  private volatile @Nullable Map<String, List<PlateAxis>> plates;

  private record Extent(Shape shape, Bounds bounds) {}

  private JointDensity(Joint<?> joint, PreparedDensity prepared, Map<String, Extent> extents) {
    super(prepared);
    this.joint = joint;
    this.extents = extents;
    this.terms = new DensityTerms(prepared.density(), prepared.forced(), prepared.execution());
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
  public static JointDensity of(Model<?, ?> model, Seed seed) {
    return of(model, seed, true);
  }

  /** {@code of(model, seed).withoutJacobian()}, with one trace less. */
  public static JointDensity ofOwnCoordinates(Model<?, ?> model, Seed seed) {
    return of(model, seed, false);
  }

  private static JointDensity of(Model<?, ?> model, Seed seed, boolean jacobian) {
    Model<?, ?> exact = model.in(DataType.FLOAT64);
    List<LatentStart> starts = exact.latents(seed);
    Map<String, Extent> extents = new LinkedHashMap<>();
    Map<String, Shape> coordinates = new LinkedHashMap<>();
    Map<String, MissingRows> missing = new LinkedHashMap<>();
    for (LatentStart start : starts) {
      MissingRows rows = start.missing();
      if (rows != null) {
        missing.put(rows.name(), rows);
      }
      if (!start.prior().isDiscrete()) {
        Bounds bounds = Bounds.of(start.prior().support());
        extents.put(start.name(), new Extent(start.shape(), bounds));
        coordinates.put(
            start.name(), Bijectors.to(start.prior().support()).inverseShape(start.shape()));
      }
    }
    Joint<?> continuous = Joint.of(exact, List.copyOf(extents.keySet()), missing, seed.key());
    Joint<?> all =
        extents.size() == starts.size() ? continuous : EnumerationSearch.of(continuous, seed);
    Joint<?> own = jacobian ? all : all.withoutJacobian();
    return new JointDensity(own, new PreparedDensity(FreeVariables.of(coordinates), own), extents);
  }

  /**
   * The same on one back-end, or for null on the one that suits it.
   *
   * @throws org.borch.tensor.TracingException if the back-end lacks an operation, or the model
   *     cannot be traced
   */
  @Override
  public JointDensity withBackEnd(@Nullable BackEnd backEnd) {
    return new JointDensity(joint, prepared.on(backEnd), extents);
  }

  @Override
  public JointDensity withoutJacobian() {
    if (!joint.jacobian()) {
      return this;
    }
    Joint<?> own = joint.withoutJacobian();
    return new JointDensity(own, prepared.with(own), extents);
  }

  /**
   * The way from the prior to this density: the prior, in unconstrained coordinates, and the
   * likelihood with factors apart. Discrete latent variables are summed out of each.
   *
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public TemperedDensity tempered() {
    PriorDraws draws = new PriorDraws(joint.whole(), prepared.forced());
    return new TemperedDensity(
        only(Joint.Share.PRIOR),
        only(Joint.Share.LIKELIHOOD),
        (density, chain, key) -> draws.at(key),
        this);
  }

  private JointDensity only(Joint.Share share) {
    Joint<?> own = joint.only(share);
    return new JointDensity(own, prepared.with(own), extents);
  }

  @Override
  public Variables variables() {
    return this;
  }

  // ---- value and gradient

  /** As {@link #valueAndGradient(NDArray)}, with the minibatch that a key decides. */
  public Autodiff.ValueAndGradient valueAndGradient(NDArray at, Key key) {
    return prepared.onDevice(at, key);
  }

  // ---- parts

  /**
   * The parts of the density at a point.
   *
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public LogDensityTerms terms(double[] at) {
    return terms.terms(joint.whole(), at);
  }

  /** As {@link #terms(double[])}, with the minibatch that a key decides. */
  public LogDensityTerms terms(double[] at, Key key) {
    return terms.terms(joint.at(key), at);
  }

  /** What computes {@link #terms}, and why; traces them at the first call. */
  public Execution termsExecution() {
    return terms.execution(joint);
  }

  /**
   * {@inheritDoc}
   *
   * @return in the order of the model
   */
  @Override
  public List<String> faults(double[] at) {
    return faults(joint.whole(), at);
  }

  @Override
  List<String> faults(Target own, double[] at) {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      return ((Joint<?>) own).run(prepared.density().parts(BorchArray.of(at))).faults();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the model is bound to all data
   * @throws IllegalArgumentException if an observed variable is not of the plate that the
   *     minibatches are of
   */
  @Override
  public NDArray rows(NDArray position, StepData data) {
    JointRun run = joint.on(data).run(prepared.density().parts(position));
    return RowSums.of(run.rows(), data);
  }

  // ---- variables

  /**
   * The values of all continuous latent variables at a point, in Java memory.
   *
   * @throws IllegalStateException if the model is bound to minibatches
   */
  @Override
  public Map<String, NDArray> constrain(double[] at) {
    return terms.values(joint.whole(), at);
  }

  /**
   * The values of all latent variables and then of all derived quantities at a point, in Java
   * memory; without quantities that depend on a discrete latent variable. Of a model that is bound
   * to minibatches, the variables that have a value whatever the batch: neither its rows' own ones
   * nor derived quantities, which are those of all data.
   */
  @Override
  public Map<String, NDArray> quantities(double[] at) {
    if (isBatched()) {
      Map<String, NDArray> values = new LinkedHashMap<>(terms.values(joint, at));
      values.entrySet().removeIf(each -> !hasAllRows(each.getKey(), each.getValue()));
      return values;
    }
    return terms.quantities(joint.whole(), at);
  }

  private boolean hasAllRows(String name, NDArray value) {
    Extent extent = extents.get(name);
    return extent != null && extent.shape().equals(value.getShape());
  }

  @Override
  public Optional<Bounds> bounds(String variable) {
    return Optional.ofNullable(extents.get(variable)).map(Extent::bounds);
  }

  @Override
  public String element(String variable, Shape shape, int offset) {
    MissingRows missing = joint.missing().get(variable);
    String site = missing == null ? variable : missing.variable();
    return new SiteNames(variable, missing, plates().getOrDefault(site, List.of()))
        .element(shape, offset);
  }

  /** Found when they are first needed, by one run: two threads may find the same. */
  private Map<String, List<PlateAxis>> plates() {
    Map<String, List<PlateAxis>> known = plates;
    if (known == null) {
      known = joint.model().plates();
      plates = known;
    }
    return known;
  }

  @Override
  public double[] priorDraw(Key key) {
    return StartingPoints.prior(joint.whole(), key);
  }

  /**
   * {@inheritDoc}
   *
   * @param values by name (a decentred variable under its own name), each of its variable's shape
   *     or a vector of as many numbers
   */
  @Override
  public double[] unconstrain(Map<String, ? extends NDArray> values, double[] rest) {
    return StartingPoints.at(joint.whole(), prepared.density(), values, rest);
  }

  // ---- discrete variables

  /**
   * The discrete latent variables, which are summed out of the density, in the order of the model.
   */
  public List<Discrete> discretes() {
    return joint.enumeration().discretes();
  }

  /**
   * The probability of each state of the discrete latent variables given the continuous ones and
   * the data: rows + [states], in Java memory, by name.
   *
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public Map<String, NDArray> discreteProbabilities(double[] at) {
    return terms.probabilities(joint.whole(), at);
  }

  /**
   * A joint draw of the discrete latent variables given the continuous ones and the data. With the
   * values of {@link #constrain} these are a draw of all latent variables.
   *
   * @param key decides it; each variable draws with {@code key.at(name)}
   * @return values by name, in Java memory
   * @throws IllegalStateException if the model is bound to minibatches
   * @throws ArithmeticException if the density is zero or not a number at the point
   */
  public Map<String, NDArray> drawDiscrete(double[] at, Key key) {
    return terms.draw(joint.whole(), at, key);
  }
}
