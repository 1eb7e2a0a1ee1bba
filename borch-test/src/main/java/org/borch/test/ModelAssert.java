package org.borch.test;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.assertj.core.api.AbstractAssert;
import org.borch.Model;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Predictive;
import org.borch.infer.joint.JointDensity;
import org.borch.tensor.random.Seed;

/** Assertions on a model, most of them before it has seen a datum. */
public final class ModelAssert extends AbstractAssert<ModelAssert, Model<?, ?>> {

  private static final Seed SEED = Seed.of(0);

  private double allowed = DrawsAssert.ALLOWED;

  ModelAssert(Model<?, ?> model) {
    super(model, ModelAssert.class);
    isNotNull();
  }

  /** As {@link DrawsAssert#allowing}. */
  public ModelAssert allowing(double standardErrors) {
    allowed = standardErrors;
    return this;
  }

  // ---- what it says before data

  /** The latent variables are these, in any order. */
  public ModelAssert hasLatents(String... names) {
    Set<String> expected = new TreeSet<>(Set.of(names));
    Set<String> found = new TreeSet<>(actual.latentNames());
    if (!found.equals(expected)) {
      fail(
          Note.of("the model has other latent variables")
              .expected(expected)
              .found(found)
              .cause("a variable that was renamed, or one that was to be observed")
              .lookAt(actual));
    }
    return this;
  }

  /**
   * So many of the prior predictive draws, or more, lie between two numbers: {@code
   * hasPriorRange("y", 0.99, -100, 100, 1000, seed)}.
   *
   * @param name of a number or of an array, all whose elements count
   * @param mass the share, in (0, 1)
   * @param draws from the prior
   */
  public ModelAssert hasPriorRange(
      String name, double mass, double low, double high, int draws, Seed seed) {
    Draws prior = Predictive.prior(actual, draws, seed).only(name).draws();
    Prediction.range(prior, name, mass, low, high, allowed).ifPresent(this::fail);
    return this;
  }

  // ---- its density

  /** Assertions on the log joint density, as samplers see it. */
  public DensityAssert density() {
    return new DensityAssert(JointDensity.of(actual, SEED)).as(info.descriptionText());
  }

  /** As {@link DensityAssert#hasCorrectGradient}. */
  public ModelAssert hasCorrectGradient(Seed seed) {
    density().hasCorrectGradient(seed);
    return this;
  }

  /** As {@link DensityAssert#isFiniteBetween}, in unconstrained coordinates. */
  public ModelAssert isFiniteBetween(double low, double high, Seed seed) {
    density().isFiniteBetween(low, high, seed);
    return this;
  }

  /** The density is one program, with no fallback to one operation after the other. */
  public ModelAssert isCompiled() {
    Compiled.fault(JointDensity.of(actual, SEED).execution()).ifPresent(this::fail);
    return this;
  }

  /**
   * This model is the other one in other variables: both have the same posterior. The other's
   * latent variables are variables or derived quantities ({@code deterministic}) of this one, by
   * the same names. Exact, by both densities and the Jacobian between them.
   *
   * @throws IllegalArgumentException if this model lacks a latent variable of the other
   */
  public ModelAssert isReparameterisationOf(Model<?, ?> other, Seed seed) {
    Invariance.reparameterised(
            JointDensity.of(actual, SEED), JointDensity.of(other, SEED), seed.key())
        .ifPresent(this::fail);
    return this;
  }

  /**
   * Rows are exchangeable: with its rows in another order the model has the same density, where
   * latent variables with a value for each row are permuted, too.
   *
   * @param rows how many
   * @param permuted the model with data and input in the order given: row i is the old row order[i]
   */
  public ModelAssert hasExchangeableRows(
      int rows, Function<int[], ? extends Model<?, ?>> permuted, Seed seed) {
    int[] order = Invariance.order(rows, seed.key());
    JointDensity own = JointDensity.of(actual, SEED);
    JointDensity moved = JointDensity.of(permuted.apply(order), SEED);
    Invariance.permuted(own, moved, order, seed.key()).ifPresent(this::fail);
    return this;
  }

  // ---- what it learns

  /**
   * From data that it made with known values, the engine finds these values again: {@link
   * DrawsAssert#recovers} with one false alarm in a hundred.
   *
   * @param truth of latent variables by name; others are drawn from their priors given them
   */
  public ModelAssert recovers(Map<String, ? extends NDArray> truth, Engine engine, Seed seed) {
    Map<String, NDArray> data =
        new LinkedHashMap<>(actual.simulate(truth, Seed.of(seed.at(0).bits())));
    requireData(data.keySet());
    data.keySet().retainAll(actual.observed());
    Draws draws = engine.draws(actual.condition(data), Seed.of(seed.at(1).bits()));
    new DrawsAssert(draws).as(info.descriptionText()).recovers(truth, 0.01);
    return this;
  }

  private void requireData(Set<String> simulated) {
    if (actual.observed().isEmpty()) {
      throw new IllegalArgumentException(
          "recovers: of the variables "
              + simulated
              + " none is observed, expected a model with data, which say what is observed; their"
              + " values are not used");
    }
  }

  /**
   * A statistic of the data is no surprise under the posterior: its two-sided tail among replicated
   * data is not below a share of false alarms (which such a check reaches at most, as the data are
   * used twice).
   *
   * @param draws of the posterior
   * @param name of an observed variable
   * @param data of it
   * @param statistic of data, such as their maximum
   */
  public ModelAssert predicts(
      Draws draws,
      String name,
      NDArray data,
      ToDoubleFunction<double[]> statistic,
      double falseAlarms,
      Seed seed) {
    Draws replicated = Predictive.posterior(actual, draws, seed).only(name).draws();
    Prediction.check(replicated, name, data.toType(DataType.FLOAT64, true), statistic, falseAlarms)
        .ifPresent(this::fail);
    return this;
  }

  private void fail(Note note) {
    failWithMessage("%s", note);
  }
}
