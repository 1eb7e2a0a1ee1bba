package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Composed;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * The distribution of x = bijector(u) with u from a base: log p(x) = log p(u) - log |det dx/du|.
 *
 * <p>Where the bijector works on larger events than the base, the base's batch dimensions are
 * joined first.
 */
public final class TransformedDistribution extends Distribution {

  private final Distribution base;
  private final Bijector bijector;

  private TransformedDistribution(Distribution base, Bijector bijector) {
    super(base.batchShape(), base.parameters());
    this.base = base;
    this.bijector = bijector;
  }

  /** The transformed base; of a {@link Delta}, the Delta at the transformed value. */
  public static Distribution of(Distribution base, Bijector bijector) {
    if (base instanceof Delta delta) {
      NDArray value = bijector.forward(delta.value.as(delta.type()));
      return new Delta(Operand.of(value), bijector.codomain());
    }
    int missing = bijector.inputEventRank() - base.support().eventRank();
    return new TransformedDistribution(base.toEvent(Math.max(missing, 0)), bijector);
  }

  /** The distribution of u. */
  public Distribution base() {
    return base;
  }

  /** The map from u to x. */
  public Bijector bijector() {
    return bijector;
  }

  @Override
  public String name() {
    return "TransformedDistribution(" + base.name() + ")";
  }

  @Override
  public TransformedDistribution withParameters(List<Operand> values) {
    return new TransformedDistribution(base.withParameters(values), bijector);
  }

  @Override
  public Shape argumentShape() {
    return base.argumentShape();
  }

  @Override
  public boolean canConcentrate() {
    return base.canConcentrate();
  }

  @Override
  public Constraint support() {
    return Constraints.independent(bijector.codomain(), outerRank());
  }

  /** How many event dimensions of the base lie outside the bijector's events. */
  private int outerRank() {
    return base.support().eventRank() - bijector.inputEventRank();
  }

  @Override
  public Shape eventShape() {
    Shape all = bijector.forwardShape(Shapes.concat(batchShape(), base.eventShape()));
    return Shapes.last(all, support().eventRank());
  }

  @Override
  public boolean isProper() {
    return base.isProper();
  }

  @Override
  public boolean isReparameterized() {
    return base.isReparameterized();
  }

  @Override
  public Optional<Standardized> standardized() {
    return base.standardized()
        .map(parts -> new Standardized(parts.standard(), new Composed(parts.bijector(), bijector)));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray u = bijector.inverse(x);
    return base.logProbInside(u).sub(logJacobian(u, x));
  }

  private NDArray logJacobian(NDArray u, NDArray x) {
    return sumLast(bijector.logAbsDetJacobian(u, x), outerRank());
  }

  /** The base may have edges of its own, so it is checked, too. */
  @Override
  NDArray checkedLogDensity(NDArray x) {
    NDArray outside = bijector.codomain().check(x).logicalNot();
    NDArray inside = where(perElement(outside), somewhereInside(x), x);
    NDArray u = bijector.inverse(inside);
    NDArray density = base.logProb(u).sub(logJacobian(u, inside));
    NDArray anyOutside = sumLast(cast(outside, x.getDataType()), outerRank()).gt(0);
    return where(anyOutside, Double.NEGATIVE_INFINITY, density);
  }

  private NDArray perElement(NDArray outside) {
    NDArray result = outside;
    for (int i = 0; i < bijector.outputEventRank(); i++) {
      result = result.expandDims(-1);
    }
    return result;
  }

  /** The image of u = 0, from which gradients of masked values are finite. */
  private NDArray somewhereInside(NDArray x) {
    Shape shape = bijector.inverseShape(x.getShape());
    return bijector.forward(broadcastTo(constant(x, 0), shape));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return bijector.forward(base.draw(noise, sampleShape));
  }

  @Override
  public TransformedDistribution expand(Shape newBatchShape) {
    return new TransformedDistribution(base.expand(newBatchShape), bijector);
  }

  @Override
  public String toString() {
    return "TransformedDistribution(" + base + ", " + bijector + ")";
  }
}
