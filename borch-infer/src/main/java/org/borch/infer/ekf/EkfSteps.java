package org.borch.infer.ekf;

import static org.borch.tensor.LinearAlgebra.cholesky;
import static org.borch.tensor.LinearAlgebra.identity;
import static org.borch.tensor.LinearAlgebra.matVec;
import static org.borch.tensor.LinearAlgebra.solveTriangular;
import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Belief;
import org.borch.infer.gaussian.Spread;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Info;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;

/** The steps of {@link Ekf}: {@link #predict} and {@link #correct}, alone or as one update. */
public final class EkfSteps extends StepAlgorithm {

  /** The log likelihood of a step's rows at the mean before it. */
  public static final String LOG_LIKELIHOOD = "log_likelihood__";

  private static final List<String> COLUMNS = List.of(LOG_LIKELIHOOD, Info.GRADIENT_NORM);
  private static final String VARIANCE = "variance";
  private static final String COVARIANCE = "covariance";

  private final Ekf settings;
  private final RowLikelihood observations;

  EkfSteps(Ekf settings, RowLikelihood observations) {
    super(settings, observations);
    this.settings = settings;
    this.observations = observations;
  }

  @Override
  public List<String> columns() {
    return COLUMNS;
  }

  /** The belief at the start has a mean of 0, whatever the key. */
  @Override
  public NDArray start(Key key) {
    return BorchArray.full(new Shape(dimension()), 0, type());
  }

  /** A belief with independent coordinates around a mean. */
  @Override
  public FlatState init(NDArray position, Key key) {
    double variance = settings.scale() * settings.scale();
    FlatState state = FlatState.of(position);
    return settings.dense()
        ? state.with(COVARIANCE, identity(dimension(), type()).mul(variance))
        : state.with(VARIANCE, BorchArray.full(new Shape(dimension()), variance, type()));
  }

  /**
   * The state of a belief, such as a prior.
   *
   * @param belief of these parameters; without a matrix only its variances count
   */
  public FlatState init(Belief belief) {
    FlatState state = FlatState.of(belief.mean());
    return settings.dense()
        ? state.with(COVARIANCE, belief.covariance())
        : state.with(VARIANCE, belief.spread().variance());
  }

  /** The belief of a state. */
  public Belief belief(FlatState state) {
    Spread spread =
        settings.dense()
            ? Spread.ofFactor(cholesky(state.array(COVARIANCE)))
            : Spread.diagonal(state.array(VARIANCE).log().div(2));
    return Belief.of(density().parameters(), state.position(), spread);
  }

  /** Lets time pass: the belief grows as the settings' drift says. */
  public FlatState predict(FlatState state) {
    NDArray noise = state.number(step -> Math.pow(settings.drift().at(step), 2));
    return predict(state, noise);
  }

  /**
   * Lets time pass: adds to the covariance. Where nothing was seen this is the whole step.
   *
   * @param noise variances of shape () or (1), the same for all, or [d]; or a covariance matrix [d,
   *     d] if the filter is dense
   */
  public FlatState predict(FlatState state, NDArray noise) {
    if (!settings.dense()) {
      return state.with(VARIANCE, state.array(VARIANCE).add(noise));
    }
    NDArray matrix =
        noise.getShape().dimension() == 2 ? noise : identity(dimension(), type()).mul(noise);
    return state.with(COVARIANCE, state.array(COVARIANCE).add(matrix));
  }

  /** Takes in the rows of a batch, without letting time pass. */
  public Update correct(FlatState state, StepData data) {
    Evidence evidence = Evidence.of(settings, observations, state.position(), data);
    NDArray power = state.number(settings.learningRate()::at);
    NDArray slope = evidence.gradient().mul(power);
    NDArray curvature = evidence.curvature().mul(power);
    FlatState next =
        settings.dense() ? dense(state, slope, curvature) : diagonal(state, slope, curvature);
    Map<String, NDArray> info = new LinkedHashMap<>();
    info.put(LOG_LIKELIHOOD, evidence.value().sum());
    info.put(Info.GRADIENT_NORM, evidence.gradient().square().sum().sqrt());
    return new Update(next, info);
  }

  @Override
  public Update update(FlatState state, StepData data, Key key) {
    return correct(predict(state), data);
  }

  private static FlatState diagonal(FlatState state, NDArray slope, NDArray curvature) {
    NDArray variance = state.array(VARIANCE);
    NDArray after = variance.div(variance.mul(curvature).add(1));
    return state.with(VARIANCE, after).next(state.position().add(after.mul(slope)));
  }

  /** P = L Lᵀ; (P⁻¹ + F)⁻¹ = L M⁻¹ Lᵀ with M = I + Lᵀ F L: symmetric and never indefinite. */
  private FlatState dense(FlatState state, NDArray slope, NDArray curvature) {
    NDArray factor = cholesky(state.array(COVARIANCE));
    NDArray inner =
        transpose(factor).matMul(curvature).matMul(factor).add(identity(dimension(), type()));
    NDArray half = solveTriangular(cholesky(inner), transpose(factor), false);
    NDArray after = transpose(half).matMul(half);
    return state.with(COVARIANCE, after).next(state.position().add(matVec(after, slope)));
  }
}
