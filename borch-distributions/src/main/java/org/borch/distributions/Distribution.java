package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.transform.LastAxes;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * A probability distribution: immutable, declared by its parameters and its support. Arrays have
 * PyTorch's shapes: sample + batch + event. Parameters that are numbers stay numbers until they
 * meet an array, so they decide neither data type nor device.
 */
public abstract class Distribution {

  private final List<Parameter> parameters;
  private final Shape batchShape;

  /**
   * Keeps the parameters; their batch shapes broadcast.
   *
   * @throws IllegalArgumentException if a number violates its constraint or shapes do not fit
   */
  @SuppressWarnings("this-escape") // validation reads names and parameters, which are set by then
  protected Distribution(Parameter... parameters) {
    this.parameters = List.of(parameters);
    this.parameters.forEach(parameter -> Validation.requireFit(this, parameter));
    this.batchShape = Validation.broadcast(this);
  }

  /** A distribution around others, whose parameters have been checked. */
  protected Distribution(Shape batchShape, List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
    this.batchShape = batchShape;
  }

  /** The family's name. */
  public String name() {
    return getClass().getSimpleName();
  }

  /** The arguments in the order of the constructor. */
  public final List<Parameter> parameters() {
    return parameters;
  }

  /** The same family with other arguments, in the order of {@link #parameters}. */
  public abstract Distribution withParameters(List<Operand> values);

  /** The values that have a density. */
  public abstract Constraint support();

  /** The shape of independent, differently parameterised distributions. */
  public final Shape batchShape() {
    return batchShape;
  }

  /**
   * The shape of an argument of a number for each element: the batch shape, and the elements that
   * {@link #toEvent} joined.
   */
  public Shape argumentShape() {
    return batchShape;
  }

  /** The shape of one value. */
  public Shape eventShape() {
    return new Shape();
  }

  /** Whether values are isolated points with a probability each. */
  public final boolean isDiscrete() {
    return support().isDiscrete();
  }

  /** Whether draws are differentiable functions of the parameters. */
  public boolean isReparameterized() {
    return !isDiscrete();
  }

  /**
   * Whether the mass is 1. If not, this is a prior for variables that data decide, {@link #sample}
   * only gives some value in the support, for runs that look for a model's names and shapes, and
   * there are no draws from the prior.
   */
  public boolean isProper() {
    return true;
  }

  /**
   * The log density, or log mass, in nats; -inf outside the support, the density's limit at an
   * edge.
   *
   * @param x sample + batch + event; its batch dimensions may also be 1 or absent
   * @return sample + batch
   */
  public final NDArray logProb(NDArray x) {
    return checkedLogDensity(floating(x));
  }

  /**
   * {@link #logProb} at values that are known to lie in the support, such as data that were checked
   * when they were bound: saves the checks; other values give anything.
   *
   * @param x as for {@link #logProb}
   * @return sample + batch
   */
  public final NDArray logProbInside(NDArray x) {
    return logDensity(floating(x));
  }

  private NDArray floating(NDArray x) {
    return x.getDataType().isFloating() ? x : ArrayMath.cast(x, type());
  }

  /**
   * The log density at values in the support, of a floating data type, so that numbers become
   * constants of it.
   */
  protected abstract NDArray logDensity(NDArray x);

  /**
   * Some value in the support, at which {@link #logProb} computes the density instead of values off
   * it, so that no NaN enters a gradient; broadcasts to x. Empty (the default) if {@link
   * #logDensity} is right for every value.
   */
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.empty();
  }

  /** The log density, and -inf off the support; NaN stays NaN. */
  NDArray checkedLogDensity(NDArray x) {
    NDArray inside = inside(x).orElse(null);
    if (inside == null) {
      return logDensity(x);
    }
    int rank = support().eventRank();
    NDArray isNumber = x.eq(x);
    NDArray numbers = rank == 0 ? isNumber : all(isNumber, rank);
    NDArray outside = support().check(x).logicalNot().logicalAnd(numbers);
    NDArray masked = outside;
    for (int i = 0; i < rank; i++) {
      masked = masked.expandDims(-1);
    }
    NDArray density = logDensity(ArrayMath.where(masked, inside, x));
    return ArrayMath.where(outside, Double.NEGATIVE_INFINITY, density);
  }

  private static NDArray all(NDArray condition, int n) {
    NDArray failures = sumLast(ArrayMath.cast(condition.logicalNot(), DataType.INT64), n);
    return failures.eq(0);
  }

  /**
   * Draws from the noise; the gradient to the parameters is kept where there is one.
   *
   * @return sampleShape + batch + event
   */
  protected abstract NDArray draw(Noise noise, Shape sampleShape);

  /** Draws without gradient: sampleShape + batch + event, in the noise's data type. */
  public final NDArray sample(Noise noise, Shape sampleShape) {
    return ArrayMath.stopGradient(draw(noise, sampleShape));
  }

  /** One draw without gradient: batch + event. */
  public final NDArray sample(Noise noise) {
    return sample(noise, new Shape());
  }

  /**
   * Draws as differentiable functions of the parameters: sampleShape + batch + event.
   *
   * @throws UnsupportedOperationException if the family is not reparameterised
   */
  public final NDArray rsample(Noise noise, Shape sampleShape) {
    if (!isReparameterized()) {
      throw new UnsupportedOperationException(
          name() + " has no reparameterised draws; use sample and a score-function estimator");
    }
    return draw(noise, sampleShape);
  }

  /** One differentiable draw: batch + event. */
  public final NDArray rsample(Noise noise) {
    return rsample(noise, new Shape());
  }

  /**
   * Whether a quantity is known, be it infinite or NaN; that follows from the methods that a family
   * has.
   */
  public boolean has(Quantity quantity) {
    return quantity.isImplementedBy(getClass());
  }

  /**
   * The probability of values up to x, which may be any number: sample + batch → sample + batch.
   *
   * @throws UnsupportedOperationException unless it has {@link Quantity#CDF}
   */
  public NDArray cdf(NDArray x) {
    throw noClosedForm(Quantity.CDF);
  }

  /**
   * The probability of values above x: sample + batch → sample + batch. A family whose upper tail
   * is thinner than the rounding error of 1 has its own; the others have 1 - cdf.
   *
   * @throws UnsupportedOperationException unless it has {@link Quantity#CDF}
   */
  public NDArray survival(NDArray x) {
    return cdf(x).neg().add(1);
  }

  /**
   * The logarithm of {@link #cdf}: sample + batch → sample + batch.
   *
   * @throws UnsupportedOperationException unless it has {@link Quantity#CDF}
   */
  public NDArray logCdf(NDArray x) {
    return ArrayMath.log(cdf(x));
  }

  /**
   * The logarithm of {@link #survival}: sample + batch → sample + batch.
   *
   * @throws UnsupportedOperationException unless it has {@link Quantity#CDF}
   */
  public NDArray logSurvival(NDArray x) {
    return ArrayMath.log(survival(x));
  }

  /**
   * The quantile: the smallest x with cdf(x) ≥ probability, sample + batch → sample + batch.
   *
   * @throws UnsupportedOperationException unless it has {@link Quantity#ICDF}
   */
  public NDArray icdf(NDArray probability) {
    throw noClosedForm(Quantity.ICDF);
  }

  /**
   * The mean, batch + event; NaN where it is undefined. In the type of {@link #type()}.
   *
   * @throws UnsupportedOperationException unless it has {@link Quantity#MEAN}
   */
  public NDArray mean() {
    throw noClosedForm(Quantity.MEAN);
  }

  /**
   * The variance of each element, batch + event; infinite or NaN where there is none.
   *
   * @throws UnsupportedOperationException unless it has {@link Quantity#VARIANCE}
   */
  public NDArray variance() {
    throw noClosedForm(Quantity.VARIANCE);
  }

  /**
   * Where the density is largest, batch + event, the smallest such count; NaN where that is not one
   * place.
   *
   * @throws UnsupportedOperationException unless it has {@link Quantity#MODE}
   */
  public NDArray mode() {
    throw noClosedForm(Quantity.MODE);
  }

  /**
   * The entropy in nats, batch.
   *
   * @throws UnsupportedOperationException unless it has {@link Quantity#ENTROPY}
   */
  public NDArray entropy() {
    throw noClosedForm(Quantity.ENTROPY);
  }

  /** The same distribution with a larger batch shape, without copying numbers into arrays. */
  public Distribution expand(Shape newBatchShape) {
    return withParameters(
        parameters.stream()
            .map(
                parameter -> {
                  Shape event =
                      Shapes.last(parameter.value().shape(), parameter.constraint().eventRank());
                  return parameter.value().expand(Shapes.concat(newBatchShape, event));
                })
            .toList());
  }

  /**
   * This distribution in terms of the standard member of its family, so that a model can draw that
   * and compute the value ({@code model.decentred(name)}). Empty (the default) for a family without
   * location and scale.
   */
  public Optional<Standardized> standardized() {
    return Optional.empty();
  }

  /**
   * The family in parameters that data pin one by one, which approximations learn in place of its
   * own. Empty (the default) where its own are such.
   */
  public Optional<Orthogonal> orthogonal() {
    return Optional.empty();
  }

  /**
   * Whether some arguments put nearly all mass around any one point inside the support, as the
   * posterior of much data does, where squares have means: so that an approximation can be of this
   * family. By default it is so but for continuous families with one number as their only argument.
   */
  public boolean canConcentrate() {
    return isDiscrete() || parameters.size() != 1 || parameters.get(0).constraint().eventRank() > 0;
  }

  /** The last {@code n} batch dimensions joined into one event. */
  public final Distribution toEvent(int n) {
    return n == 0 ? this : new Independent(this, n);
  }

  /** The same distribution with every parameter as an array of a type, as a model's data have. */
  public final Distribution in(DataType type) {
    return withParameters(
        parameters.stream().map(parameter -> Operand.of(parameter.value().as(type))).toList());
  }

  /** The widest data type of the parameters' arrays; empty if all are numbers. */
  public final Optional<DataType> arrayType() {
    return parameters.stream()
        .map(Parameter::value)
        .filter(value -> !value.isNumber())
        .map(value -> value.array().getDataType())
        .filter(DataType::isFloating)
        .reduce((a, b) -> a == DataType.FLOAT64 || b == DataType.FLOAT64 ? DataType.FLOAT64 : a);
  }

  /** The data type of the moments: that of the parameters' arrays, FLOAT64 if all are numbers. */
  public final DataType type() {
    return arrayType().orElse(DataType.FLOAT64);
  }

  /**
   * Checks the arrays among the parameters, too, which reads them on the host.
   *
   * @param path the variable's name for the message, {@code eight_schools.tau}
   * @throws IllegalArgumentException naming path, parameter, value and what was expected
   */
  public final void validate(String path) {
    parameters.forEach(parameter -> Validation.requireInside(path, this, parameter));
  }

  /** The parameter's value as an array of {@link #type} and batch shape. */
  protected final NDArray array(Operand value) {
    return ArrayMath.broadcastTo(value.as(type()), batchShape);
  }

  /** sampleShape + batch + event. */
  protected final Shape shape(Shape sampleShape) {
    return Shapes.concat(Shapes.concat(sampleShape, batchShape), eventShape());
  }

  /** A scalar of x's data type. */
  static NDArray constant(NDArray x, double value) {
    return Operand.of(value).like(x);
  }

  /** The error of a quantity that is asked for in vain. */
  final UnsupportedOperationException noClosedForm(Quantity quantity) {
    return new UnsupportedOperationException(
        signature()
            + " has no closed form of its "
            + quantity
            + "; estimate it from draws, and ask has(Quantity."
            + quantity.name()
            + ") before");
  }

  /** For a family that has a quantity only if those within it have. */
  final void require(Quantity quantity) {
    if (!has(quantity)) {
      throw noClosedForm(quantity);
    }
  }

  /** Sums the last {@code n} axes. */
  static NDArray sumLast(NDArray x, int n) {
    return LastAxes.sum(x, n);
  }

  /** {@code Normal(loc, scale)}. */
  final String signature() {
    return parameters.stream()
        .map(Parameter::name)
        .collect(Collectors.joining(", ", name() + "(", ")"));
  }

  /** Family and arguments; arrays by their shapes. */
  @Override
  public String toString() {
    return parameters.stream()
        .map(parameter -> parameter.name() + "=" + parameter.value())
        .collect(Collectors.joining(", ", name() + "(", ")"));
  }
}
