package org.borch.distributions;

import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.logNormalCdf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * OrderedProbit(predictor η, cutpoints c): class k = 0, ..., K-1 with P(x ≤ k) = Φ(c_k - η), for
 * K-1 cutpoints. Values are INT64 arrays of class numbers.
 *
 * <p>McKelvey and Zavoina 1975, "A statistical model for the analysis of ordinal level dependent
 * variables".
 */
public final class OrderedProbit extends Alias {

  private final Operand predictor;
  private final Operand cutpoints;

  /** predictor: batch; cutpoints: batch + [K-1], ascending. */
  public OrderedProbit(Operand predictor, Operand cutpoints) {
    super(
        new Parameter("predictor", predictor, Constraints.real()),
        new Parameter("cutpoints", cutpoints, Constraints.ordered()));
    this.predictor = predictor;
    this.cutpoints = cutpoints;
  }

  @Override
  public OrderedProbit withParameters(List<Operand> values) {
    return new OrderedProbit(values.get(0), values.get(1));
  }

  private long cuts() {
    return cutpoints.shape().get(cutpoints.shape().dimension() - 1);
  }

  @Override
  public Constraint support() {
    return Constraints.integerInterval(Operand.of(0), Operand.of((double) cuts()));
  }

  @Override
  Categorical same(DataType type) {
    NDArray z = cutpoints.as(type).sub(predictor.as(type).expandDims(-1)); // batch + [K-1]
    NDArray first = logNormalCdf(z.get(new NDIndex("..., :1")));
    NDArray last = logNormalCdf(z.get(new NDIndex("..., -1:")).neg());
    if (cuts() == 1) {
      return Categorical.ofLogits(Operand.of(concat(-1, first, last)));
    }
    NDArray low = z.get(new NDIndex("..., :-1"));
    NDArray high = z.get(new NDIndex("..., 1:"));
    NDArray inner = TruncatedNormal.logBetween(low, high);
    return Categorical.ofLogits(Operand.of(concat(-1, first, inner, last)));
  }
}
