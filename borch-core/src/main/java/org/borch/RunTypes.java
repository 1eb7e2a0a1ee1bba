package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/** Which floating type a run has, and whether data survive in it. */
final class RunTypes {

  private static final Logger LOGGER = System.getLogger(Model.class.getName());

  /** So many values, evenly spaced, decide whether data survive. */
  private static final int LOOKED_AT = 100_000;

  /** A million even numbers in FLOAT32 lose 1.5 % of their different values by chance. */
  private static final double LOST = 0.05;

  /** Rounding above this part of the standard deviation changes results. */
  private static final double ROUNDING = 1e-3;

  private RunTypes() {}

  /** The widest floating type of an input's arrays, Java's included; empty if none is floating. */
  static Optional<DataType> of(@Nullable Object input) {
    if (input instanceof double[]) {
      return Optional.of(DataType.FLOAT64);
    } else if (input instanceof float[]) {
      return Optional.of(DataType.FLOAT32);
    }
    return widest(Inputs.arrays(input));
  }

  /** FLOAT64 if an array is; else FLOAT32 if one is floating, a half-precision one, too. */
  static Optional<DataType> widest(Collection<? extends NDArray> arrays) {
    List<DataType> floating =
        arrays.stream().map(NDArray::getDataType).filter(DataType::isFloating).toList();
    return floating.isEmpty()
        ? Optional.empty()
        : Optional.of(floating.contains(DataType.FLOAT64) ? DataType.FLOAT64 : DataType.FLOAT32);
  }

  /** Warns of data whose different values a run's type cannot hold apart. */
  static void warn(Binding given, DataType run) {
    if (run == DataType.FLOAT64) {
      return;
    }
    given.observations().forEach((name, o) -> warn("the data of " + name, o.data()));
    given.interventions().forEach((name, value) -> warn("the forced value of " + name, value));
    Inputs.map(
        given.input(),
        array -> {
          if (array.getDataType().isFloating()) {
            warn("an input of shape " + array.getShape(), array);
          }
          return array;
        });
  }

  private static void warn(String what, NDArray array) {
    BorchArray data = BorchArray.wrap(array);
    boolean isExact = data.getDataType() != DataType.FLOAT64 && data.getDataType().isFloating();
    if (data.isHost() && !isExact && areLost(some(data.values()))) {
      LOGGER.log(
          Level.WARNING,
          "{0} has values that FLOAT32, in which this model runs, cannot hold apart, such as {1};"
              + " subtract their mean before, or run in(DataType.FLOAT64)",
          what,
          Arrays.toString(Arrays.stream(some(data.values())).distinct().limit(2).toArray()));
    }
  }

  private static double[] some(double[] all) {
    int count = Math.min(all.length, LOOKED_AT);
    double[] some = new double[count];
    Arrays.setAll(some, i -> all[(int) ((long) i * all.length / Math.max(count, 1))]);
    return some;
  }

  private static boolean areLost(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    long apart = Arrays.stream(finite).distinct().count();
    long kept = Arrays.stream(finite).map(x -> (double) (float) x).distinct().count();
    double mean = Arrays.stream(finite).average().orElse(0);
    double spread =
        Math.sqrt(Arrays.stream(finite).map(x -> (x - mean) * (x - mean)).average().orElse(0));
    double rounding = Arrays.stream(finite).map(x -> Math.abs(x - (float) x)).max().orElse(0);
    return apart - kept > LOST * apart || (apart > 1 && rounding > ROUNDING * spread);
  }
}
