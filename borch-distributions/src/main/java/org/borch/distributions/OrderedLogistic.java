package org.borch.distributions;

import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.logSigmoid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * OrderedLogistic(predictor η, cutpoints c): class k = 0, ..., K-1 with P(x ≤ k) = 1 / (1 + exp(η -
 * c_k)), for K-1 cutpoints. Values are INT64 arrays of class numbers.
 *
 * <p>McCullagh 1980, "Regression models for ordinal data".
 */
public final class OrderedLogistic extends Alias {

  private final Operand predictor;
  private final Operand cutpoints;

  /** predictor: batch; cutpoints: batch + [K-1], ascending. */
  public OrderedLogistic(Operand predictor, Operand cutpoints) {
    super(
        new Parameter("predictor", predictor, Constraints.real()),
        new Parameter("cutpoints", cutpoints, Constraints.ordered()));
    this.predictor = predictor;
    this.cutpoints = cutpoints;
  }

  @Override
  public OrderedLogistic withParameters(List<Operand> values) {
    return new OrderedLogistic(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.integerInterval(
        Operand.of(0),
        Operand.of((double) cutpoints.shape().get(cutpoints.shape().dimension() - 1)));
  }

  @Override
  Categorical same(DataType type) {
    NDArray c = cutpoints.as(type);
    NDArray z = c.sub(predictor.as(type).expandDims(-1)); // batch + [K-1]
    NDArray end = z.get(new NDIndex("..., :1")).zerosLike(); // batch + [1]
    NDArray below = concat(-1, logSigmoid(z), end);
    NDArray above = concat(-1, end, logSigmoid(z.neg()));
    return Categorical.ofLogits(Operand.of(below.add(above).add(between(c, end))));
  }

  /**
   * log(1 - exp(-gap)) of neighbouring cutpoints, with which a class's mass is the product of the
   * masses on either side of its edges: their difference would cancel.
   */
  private static NDArray between(NDArray cutpoints, NDArray end) {
    if (cutpoints.getShape().get(cutpoints.getShape().dimension() - 1) == 1) {
      return concat(-1, end, end);
    }
    NDArray gaps =
        cutpoints.get(new NDIndex("..., 1:")).sub(cutpoints.get(new NDIndex("..., :-1")));
    NDArray inner = LogSpace.log1mExp(gaps);
    NDArray edge = inner.get(new NDIndex("..., :1")).zerosLike();
    return concat(-1, edge, inner, edge);
  }
}
