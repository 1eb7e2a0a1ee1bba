package org.borch.distributions;

import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/**
 * Masked(base), whose log density is 0 in the rows that a mask leaves out: such a row says nothing,
 * whatever its value, as padding of series of unequal lengths. All else is the base's; there is no
 * entropy, because the density of a row that is left out has no integral.
 */
public final class Masked extends OfBase {

  private final NDArray mask;

  /** The mask, BOOLEAN or numbers, is true or not 0 where a row counts: it broadcasts to batch. */
  Masked(Distribution base, NDArray mask) {
    super(Shapes.broadcast(mask.getShape(), base.batchShape()), base.parameters(), base);
    this.mask = mask.getDataType() == DataType.BOOLEAN ? mask : mask.neq(0);
  }

  /** The distribution of the rows that count. */
  public Distribution base() {
    return base;
  }

  @Override
  public String name() {
    return "Masked(" + base.name() + ")";
  }

  @Override
  public Masked withParameters(List<Operand> values) {
    return new Masked(base.withParameters(values), mask);
  }

  @Override
  public Masked expand(Shape newBatchShape) {
    return new Masked(base.expand(newBatchShape), mask);
  }

  @Override
  public Shape argumentShape() {
    return base.expand(batchShape()).argumentShape();
  }

  @Override
  public boolean canConcentrate() {
    return base.canConcentrate();
  }

  @Override
  public Constraint support() {
    return base.support();
  }

  @Override
  public Shape eventShape() {
    return base.eventShape();
  }

  @Override
  NDArray standard(NDArray x) {
    return x;
  }

  @Override
  NDArray placed(NDArray u) {
    return u;
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return where(mask, base.logDensity(seen(x)), 0);
  }

  @Override
  NDArray checkedLogDensity(NDArray x) {
    return where(mask, base.checkedLogDensity(seen(x)), 0);
  }

  /** With a possible value in the rows that are left out, so that no NaN enters a gradient. */
  private NDArray seen(NDArray x) {
    NDArray counts = mask;
    for (int i = 0; i < support().eventRank(); i++) {
      counts = counts.expandDims(-1);
    }
    Optional<NDArray> inside = base.inside(x);
    return where(counts, x, inside.isPresent() ? inside.get() : constant(x, 0));
  }

  @Override
  public boolean has(Quantity quantity) {
    return quantity != Quantity.ENTROPY && base.has(quantity);
  }

  @Override
  public NDArray mean() {
    require(Quantity.MEAN);
    return base.mean();
  }

  @Override
  public NDArray variance() {
    require(Quantity.VARIANCE);
    return base.variance();
  }

  @Override
  public NDArray mode() {
    require(Quantity.MODE);
    return base.mode();
  }

  @Override
  public String toString() {
    return "Masked(" + base + ")";
  }
}
