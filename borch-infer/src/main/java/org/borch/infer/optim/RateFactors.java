package org.borch.infer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.Companion;
import org.borch.Params;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/** The factor of the learning rate beside each parameter, worked out when names have changed. */
final class RateFactors {

  private final Params params;
  private @Nullable LearningRate rate;
  private @Nullable Companion factors;
  private int revision = -1;

  RateFactors(Params params) {
    this.params = params;
  }

  /** One factor for each parameter's element. */
  synchronized NDArray of(LearningRate rate) {
    Companion known = factors;
    if (known != null && revision == params.revision() && rate.equals(this.rate)) {
      return known.flat();
    }
    Companion made = known == null ? params.companion() : known;
    made.update(values(rate));
    this.rate = rate;
    factors = made;
    revision = params.revision();
    return made.flat();
  }

  private NDArray values(LearningRate rate) {
    double[] values = new double[Math.toIntExact(params.size())];
    for (String name : params.names()) {
      int from = Math.toIntExact(params.offset(name));
      int to = from + Math.toIntExact(params.shape(name).size());
      double factor = params.held().contains(name) ? 0 : rate.factorOf(name);
      Arrays.fill(values, from, to, factor);
    }
    BorchArray array = BorchArray.of(new Shape(values.length), values);
    return params.type() == DataType.FLOAT64 ? array : array.toType(params.type(), false);
  }
}
