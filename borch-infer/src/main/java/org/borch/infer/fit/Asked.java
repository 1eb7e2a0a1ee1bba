package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Suggestion;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.distributions.Quantity;
import org.borch.infer.joint.Discrete;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Predictor} computes.
 *
 * @param name of a variable or derived quantity; empty for all
 */
record Asked(Kind kind, String name) {

  /** Of which sort it is. */
  enum Kind {
    /** The mean over the draws, of a predicted variable of its own mean in each draw. */
    MEAN,
    /** The mean over the draws of the probabilities of all states. */
    PROBABILITIES,
    /** The values in each draw. */
    DRAWS
  }

  /** Whether the draws are averaged. */
  boolean isMean() {
    return kind != Kind.DRAWS;
  }

  /**
   * The results of one draw's run, by name.
   *
   * @param isPredicted whether a variable of this name was drawn from its prior
   * @param results learns the names
   */
  Map<String, NDArray> of(Trace trace, Predicate<String> isPredicted, Results results) {
    Map<String, NDArray> values = results.withOutputs(trace);
    if (name.isEmpty()) {
      return values;
    }
    NDArray value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\": the model has only the variables and quantities "
              + values.keySet()
              + Suggestion.of(name, values.keySet()));
    }
    Site site = trace.sites().get(name);
    RandomVariable predicted =
        site instanceof RandomVariable variable && isPredicted.test(name) ? variable : null;
    Map<String, NDArray> result = new LinkedHashMap<>();
    if (kind == Kind.PROBABILITIES) {
      result.put(name, probabilities(predicted));
    } else if (kind == Kind.MEAN) {
      Distribution p = predicted == null ? null : predicted.prior();
      result.put(name, floating(p != null && p.has(Quantity.MEAN) ? p.mean() : value));
    } else {
      result.put(name, value);
    }
    return result;
  }

  private static NDArray floating(NDArray value) {
    return value.getDataType().isFloating() ? value : ArrayMath.cast(value, DataType.FLOAT64);
  }

  /** The variable's shape + [states]. */
  private NDArray probabilities(@Nullable RandomVariable variable) {
    if (variable == null) {
      throw new IllegalArgumentException(
          "probabilities of \""
              + name
              + "\", which is not drawn here, expected a predicted variable");
    }
    Distribution p = variable.prior();
    double[] states = Discrete.wholeNumbers(variable);
    if (p.eventShape().dimension() > 0) {
      throw new IllegalArgumentException(
          "probabilities of \""
              + name
              + "\" with events of shape "
              + p.eventShape()
              + ", expected a variable whose events are single numbers");
    }
    Shape shape = variable.value().getShape();
    DataType type = variable.value().getDataType();
    List<NDArray> logs = new ArrayList<>();
    for (double state : states) {
      logs.add(p.logProb(BorchArray.full(shape, state, type)));
    }
    return ArrayMath.exp(ArrayMath.stack(shape.dimension(), logs.toArray(NDArray[]::new)));
  }
}
