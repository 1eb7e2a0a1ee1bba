package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Info;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/** What samplers with momenta have in common: their state, their info, the parts of a step. */
abstract class MomentumSteps extends StepAlgorithm {

  static final String MOMENTA = "momenta";

  /** The gradient at the position, of the data that the next step's first kick sees. */
  static final String GRADIENT = "gradient";

  /** The mean square of the momenta over the mass: T, if the steps are short enough. */
  static final String KINETIC_TEMPERATURE = "kinetic_temperature__";

  private static final List<String> COLUMNS =
      List.of(Info.LOG_DENSITY, Info.STEP_SIZE, Info.GRADIENT_NORM, KINETIC_TEMPERATURE);

  private final Dynamics dynamics;
  private final double rows;

  MomentumSteps(Record settings, Dynamics dynamics, LogPosterior density) {
    super(settings, density);
    this.dynamics = dynamics;
    rows = dynamics.perRow() ? density.rows() : 1;
  }

  @Override
  public List<String> columns() {
    return COLUMNS;
  }

  @Override
  public FlatState init(NDArray position, Key key) {
    double sd = Math.sqrt(mass() * temperature(0));
    NDArray momenta = dynamics.momenta().first(dimension(), sd, type(), key.at(MOMENTA));
    return FlatState.of(position).with(MOMENTA, momenta);
  }

  @Override
  public final boolean drawsItsBeginning() {
    return true;
  }

  /** {@link #init} with the gradient that the first step begins with. */
  final FlatState initWithGradient(FlatState state, Key key) {
    NDArray gradient =
        density().valueAndGradient(state.position(), data(key.at(GRADIENT))).gradient();
    return state.with(GRADIENT, gradient);
  }

  // ---- the numbers of a step

  final double rows() {
    return rows;
  }

  final double stepSize(long step) {
    return dynamics.stepSize().at(step);
  }

  /** σ². */
  final double mass() {
    return dynamics.momentumScale() * dynamics.momentumScale() * rows;
  }

  /** α. */
  final double friction(long step) {
    return dynamics.friction().at(step) * rows;
  }

  final double temperature(long step) {
    return dynamics.temperature().at(step);
  }

  // ---- the parts of a step

  /** B: the force on the momenta, for a part of the step. */
  final NDArray kicked(NDArray momenta, NDArray force, FlatState state, double part) {
    return momenta.add(force.mul(state.number(step -> part * stepSize(step))));
  }

  /** A: the way that momenta, or what is made of them, go in a part of the step. */
  final NDArray drifted(NDArray position, NDArray momenta, FlatState state, double part) {
    return position.add(momenta.mul(state.number(step -> part * stepSize(step) / mass())));
  }

  /** O: friction and noise alone, exactly, for a part of the step. */
  final NDArray rubbed(NDArray momenta, FlatState state, double part, Key key) {
    NDArray kept = state.number(step -> Math.exp(-rate(step) * part));
    NDArray scale =
        state.number(
            step -> Math.sqrt(mass() * temperature(step) * -Math.expm1(-2 * rate(step) * part)));
    NDArray noise = Noise.of(key, type()).normal(momenta.getShape());
    return momenta.mul(kept).add(noise.mul(scale));
  }

  private double rate(long step) {
    return friction(step) * stepSize(step) / mass();
  }

  // ---- what a step has made

  /**
   * The info of {@link #columns}.
   *
   * @param momenta that the kinetic temperature is of
   */
  final Map<String, NDArray> info(FlatState state, LogPosterior.Gradient at, NDArray momenta) {
    Map<String, NDArray> info = new LinkedHashMap<>();
    info.put(Info.LOG_DENSITY, at.value());
    info.put(Info.STEP_SIZE, state.number(this::stepSize).sum());
    info.put(Info.GRADIENT_NORM, at.gradient().square().sum().sqrt());
    info.put(KINETIC_TEMPERATURE, momenta.square().mean().mul(1 / mass()));
    return info;
  }

  final Update update(
      FlatState before, NDArray position, NDArray momenta, LogPosterior.Gradient at) {
    return new Update(before.next(position).with(MOMENTA, momenta), info(before, at, momenta));
  }
}
