package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.Function;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.posterior.Latent;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Shapes;

/** Runs of a model that differ in the values of its discrete variables alone. */
@FunctionalInterface
interface Replay {

  /**
   * A run.
   *
   * @param discrete gives the values of those that are to be summed out
   */
  Trace at(Function<Latent, NDArray> discrete);

  /** A run for all states of the discrete variables. */
  default Enumeration.Run states(Enumeration enumeration) {
    return enumeration.run(states -> at(latent -> valueOf(latent, states)));
  }

  /** A discrete variable's value, one for all rows or one for each. */
  static NDArray valueOf(Latent latent, Map<String, NDArray> values) {
    NDArray value = values.get(latent.name());
    if (value == null) {
      throw new IllegalArgumentException(
          latent.name()
              + ": the model did not meet this discrete variable in the run that counted states,"
              + " only "
              + values.keySet());
    }
    Distribution prior = latent.prior();
    return ArrayMath.broadcastTo(value, Shapes.concat(prior.batchShape(), prior.eventShape()));
  }
}
