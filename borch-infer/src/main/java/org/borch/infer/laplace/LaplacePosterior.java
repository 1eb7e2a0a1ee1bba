package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.curvature.Linearised;
import org.borch.infer.density.Outputs;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Belief;
import org.borch.infer.gaussian.Spread;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.jspecify.annotations.Nullable;

/**
 * A normal approximation around a point by curvature that came in batches: a {@link #belief}, an
 * estimate of the marginal likelihood, and predictions. A value: another prior or noise makes
 * another one, with the same curvature of the data.
 */
public final class LaplacePosterior {

  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private final RowLikelihood density;
  private final NDArray point;
  private final Evidence evidence;
  private final Curved curved;
  private final PriorCurvature prior;
  private final BatchLaplace settings;
  private final @Nullable NormalNoise noise;

  LaplacePosterior(
      RowLikelihood density,
      NDArray point,
      Evidence evidence,
      Curved curved,
      PriorCurvature prior,
      BatchLaplace settings) {
    this(density, point, evidence, curved, prior, settings, null);
  }

  private LaplacePosterior(
      RowLikelihood density,
      NDArray point,
      Evidence evidence,
      Curved curved,
      PriorCurvature prior,
      BatchLaplace settings,
      @Nullable NormalNoise noise) {
    this.density = density;
    this.point = point;
    this.evidence = evidence;
    this.curved = curved;
    this.prior = prior;
    this.settings = settings;
    this.noise = noise;
  }

  /** Where an expansion of the log posterior has its largest value. */
  public enum Centre {
    /** The point is taken for it, as for a network that is trained. */
    POINT,
    /**
     * Where the quadratic function with the gradient and curvature of the point has it: exact where
     * outputs are linear and noise is normal, wherever the point is.
     */
    OPTIMUM
  }

  // ---- prior and noise

  /** With independent normal priors around 0 of one precision, in place of the density's. */
  public LaplacePosterior withNormalPrior(double precision) {
    Map<String, Double> precisions = new LinkedHashMap<>();
    density.parameters().keySet().forEach(name -> precisions.put(name, precision));
    return withNormalPrior(precisions);
  }

  /**
   * With independent normal priors around 0, in place of the density's.
   *
   * @param precisions one over the variance, by parameter
   * @throws IllegalArgumentException if a parameter has none, or one that is not > 0
   */
  public LaplacePosterior withNormalPrior(Map<String, Double> precisions) {
    for (String name : density.parameters().keySet()) {
      Double precision = precisions.get(name);
      if (precision == null || !(precision > 0) || precision.isInfinite()) {
        throw new IllegalArgumentException(
            name + ": prior precision " + precision + ", expected a finite number > 0");
      }
    }
    PriorCurvature other = PriorCurvature.normal(density.parameters(), precisions, point);
    return new LaplacePosterior(density, point, evidence, curved, other, settings, noise);
  }

  /**
   * With another standard deviation of normal noise.
   *
   * @param declared that which the density's likelihood has
   * @param deviation that which counts
   * @throws IllegalArgumentException if one of them is not > 0, or there are no outputs
   */
  public LaplacePosterior withNoise(double declared, double deviation) {
    NormalNoise other = new NormalNoise(declared, deviation, evidence.rows() * perRow());
    return new LaplacePosterior(density, point, evidence, curved, prior, settings, other);
  }

  private double perRow() {
    StepData data = density.data(Key.of(0));
    return (double) outputs().values(point, data).size() / data.count();
  }

  private Outputs outputs() {
    return density
        .outputs()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "outputs of a density that is a log likelihood alone, expected a density with"
                        + " outputs; use Observations.of(parameters, type, batches, outputs,"
                        + " logLikelihoods)"));
  }

  // ---- what is known

  /**
   * The parameters' distribution, at the settings' temperature.
   *
   * @throws ArithmeticException if the density does not bend down in all directions
   */
  public Belief belief() {
    return Belief.of(density.parameters(), point, spread(settings.temperature()));
  }

  private Spread spread(double temperature) {
    Spread spread = curved.spread(power(), prior, temperature);
    double[] variances = BorchArray.wrap(spread.variance()).values();
    for (int i = 0; i < variances.length; i++) {
      if (!(variances[i] > 0) || Double.isInfinite(variances[i])) {
        throw new ArithmeticException(
            parameter(i)
                + ": variance "
                + variances[i]
                + ", expected a finite number > 0: prior and data together do not bend down there;"
                + " use a prior with more precision, GAUSS_NEWTON in place of HESSIAN, or a point"
                + " that is a mode");
      }
    }
    return spread;
  }

  private String parameter(int coordinate) {
    long left = coordinate;
    for (Map.Entry<String, Shape> each : density.parameters().entrySet()) {
      if (left < each.getValue().size()) {
        return each.getKey();
      }
      left -= each.getValue().size();
    }
    throw new IllegalStateException("no coordinate " + coordinate);
  }

  private double power() {
    return noise == null ? 1 : noise.power();
  }

  /** {@link #logEvidence(Centre)} with the point taken for the mode. */
  public double logEvidence() {
    return logEvidence(Centre.POINT);
  }

  /**
   * The estimate of the log marginal likelihood of the data, at temperature 1. Meaningful where log
   * likelihood and prior have all their constants.
   *
   * @throws ArithmeticException if the density does not bend down in all directions
   */
  public double logEvidence(Centre centre) {
    Spread spread = spread(1);
    double value = noise == null ? evidence.value() : noise.value(evidence.value());
    double volume = BorchArray.wrap(spread.logVolume()).values()[0];
    double above = centre == Centre.POINT ? 0 : step(spread).gain();
    return value + prior.value() + above + volume + spread.dimension() * LOG_TWO_PI / 2;
  }

  /** To where the quadratic function is largest. */
  private Step step(Spread spread) {
    NDArray slope = evidence.slope().mul(power()).add(prior.slope());
    NDArray move = spread.covarianceTimes(slope.expandDims(0)).squeeze(0);
    return new Step(move, slope);
  }

  /**
   * A Newton step.
   *
   * @param move [d]
   * @param slope of the log posterior where it begins, [d]
   */
  private record Step(NDArray move, NDArray slope) {

    double gain() {
      return BorchArray.wrap(slope.mul(move).sum()).values()[0] / 2;
    }
  }

  /**
   * The prior precisions, and the noise, at which the marginal likelihood is largest, by MacKay's
   * fixed-point iteration (1992, equations 4.4 and 4.5).
   */
  public TunedLaplace tuned(PrecisionTuning settings) {
    return new Tuner(this, settings).run();
  }

  /**
   * What one iteration of tuning looks at.
   *
   * @param variances of all coordinates, at temperature 1
   * @param centre of the posterior, for each coordinate
   * @param misfit Σ (residual / declared deviation)² there; not a number without noise
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one iteration
  record Look(double[] variances, double[] centre, double misfit) {}

  Look look(Centre where) {
    Spread spread = spread(1);
    double[] variances = BorchArray.wrap(spread.variance()).values();
    double misfit = noise == null ? Double.NaN : noise.misfit(evidence.value());
    if (where == Centre.POINT) {
      return new Look(variances, BorchArray.wrap(point).values(), misfit);
    }
    Step step = step(spread);
    // H Δ by (power H + P) Δ = slope.
    NDArray bent = step.slope().sub(step.move().mul(prior.diagonal())).div(power());
    NDArray change = bent.sub(evidence.slope().mul(2)).mul(step.move()).sum();
    double moved = misfit + BorchArray.wrap(change).values()[0];
    return new Look(variances, BorchArray.wrap(point.add(step.move())).values(), moved);
  }

  double numbers() {
    return evidence.rows() * perRow();
  }

  Map<String, Shape> parameters() {
    return density.parameters();
  }

  // ---- predictions

  /**
   * The outputs of rows as linear functions of the parameters: normal, with closed moments, {@link
   * Linearised#probit} and draws.
   *
   * @param data whose observations do not count
   */
  public Linearised linearised(StepData data) {
    return Linearised.of(density, point, spread(settings.temperature()), data);
  }

  /**
   * The outputs of rows by draws of the parameters.
   *
   * @param data whose observations do not count
   * @param key decides the draws
   * @return [count, n, ...]
   */
  public NDArray outputs(StepData data, Key key, long count) {
    Outputs outputs = outputs();
    return Batching.vmap(
            at -> List.of(outputs.values(at.get(0), data)), List.of(belief().positions(key, count)))
        .get(0);
  }

  /** Parameters and settings; reads no values. */
  @Override
  public String toString() {
    return settings + " of " + density.parameters();
  }
}
