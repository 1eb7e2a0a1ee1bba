package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Update;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.jspecify.annotations.Nullable;

/** What samplers with a thermostat have in common: the friction ξ that adapts. */
abstract class ThermostatSteps extends MomentumSteps {

  static final String XI = "thermostat";

  /** The thermostat ξ after a step. */
  static final String THERMOSTAT = "thermostat__";

  private final @Nullable Double first;

  ThermostatSteps(
      Record settings, Dynamics dynamics, @Nullable Double first, LogPosterior density) {
    super(settings, dynamics, density);
    this.first = first;
  }

  static void require(@Nullable Double thermostat) {
    if (thermostat != null && !Double.isFinite(thermostat)) {
      throw new IllegalArgumentException(
          "thermostat = " + thermostat + ", expected a finite number");
    }
  }

  @Override
  public final List<String> columns() {
    List<String> columns = new ArrayList<>(super.columns());
    columns.add(THERMOSTAT);
    return columns;
  }

  @Override
  public FlatState init(NDArray position, Key key) {
    double xi = first == null ? friction(0) : first * rows();
    return super.init(position, key).with(XI, BorchArray.full(new Shape(1), xi, type()));
  }

  /** D: the friction by the temperature that momenta have too much, for a part of the step. */
  final NDArray turned(NDArray xi, NDArray momenta, FlatState state, double part) {
    NDArray surplus = momenta.square().mean().mul(1 / mass()).sub(state.number(this::temperature));
    return xi.add(surplus.mul(state.number(step -> part * stepSize(step))));
  }

  /** The state and info of a step with another friction. */
  static Update with(NDArray xi, Update made) {
    Map<String, NDArray> info = new LinkedHashMap<>(made.info());
    info.put(THERMOSTAT, xi.sum());
    return new Update(made.state().with(XI, xi), info);
  }
}
