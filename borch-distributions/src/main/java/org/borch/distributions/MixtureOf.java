package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.oneHot;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.borch.distributions.constraint.Constraint;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * MixtureOf(weights w, components p_1, ..., p_K) of single numbers, where each component may be of
 * another family: p(x) = Σ_k w_k p_k(x). Components of one family are cheaper as a {@link Mixture}.
 *
 * <p>McLachlan and Peel 2000, Finite Mixture Models, section 1.4.
 */
public final class MixtureOf extends Distribution {

  private final Categorical weights;
  private final List<Distribution> components;

  private MixtureOf(Categorical weights, List<Distribution> components, Shape batch) {
    super(batch, parameters(weights, components));
    this.weights = weights;
    this.components = components;
  }

  /**
   * Of as many components as weights.
   *
   * @param weights batch, over K classes
   * @param components batch; of equal support
   * @throws IllegalArgumentException if their number or supports differ, or values are vectors
   */
  static MixtureOf of(Categorical weights, List<Distribution> components) {
    Constraint support = components.isEmpty() ? weights.support() : components.get(0).support();
    boolean same =
        support.eventRank() == 0
            && components.stream().allMatch(each -> each.support().equals(support));
    if (components.size() != weights.classes() || !same) {
      String got =
          components.stream()
              .map(each -> each.name() + " of values " + each.support().description())
              .collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          "mixtureOf(weights, components) got "
              + weights.classes()
              + " weights and "
              + got
              + ", expected one component for each weight, of single numbers and equal supports");
    }
    List<Shape> shapes = new ArrayList<>(List.of(weights.batchShape()));
    components.forEach(each -> shapes.add(each.batchShape()));
    return new MixtureOf(
        weights, List.copyOf(components), Shapes.broadcast(shapes.toArray(Shape[]::new)));
  }

  /** Those of component k are named k.name. */
  private static List<Parameter> parameters(Categorical weights, List<Distribution> components) {
    List<Parameter> parameters = new ArrayList<>();
    Parameter own = weights.parameters().get(0);
    parameters.add(new Parameter("weights", own.value(), own.constraint()));
    for (int k = 0; k < components.size(); k++) {
      for (Parameter each : components.get(k).parameters()) {
        parameters.add(new Parameter(k + "." + each.name(), each.value(), each.constraint()));
      }
    }
    return parameters;
  }

  /** The component that a value is from. */
  public Categorical weights() {
    return weights;
  }

  /** The components in the order of their weights. */
  public List<Distribution> components() {
    return components;
  }

  @Override
  public String name() {
    return components.stream()
        .map(Distribution::name)
        .collect(Collectors.joining(", ", "MixtureOf(", ")"));
  }

  @Override
  public MixtureOf withParameters(List<Operand> values) {
    List<Distribution> others = new ArrayList<>();
    int next = 1;
    for (Distribution each : components) {
      int end = next + each.parameters().size();
      others.add(each.withParameters(values.subList(next, end)));
      next = end;
    }
    return of(weights.withParameters(values.subList(0, 1)), others);
  }

  @Override
  public Constraint support() {
    return components.get(0).support();
  }

  @Override
  public boolean isProper() {
    return components.stream().allMatch(Distribution::isProper);
  }

  @Override
  public boolean isReparameterized() {
    return false;
  }

  /** Of each component along a new last axis. */
  private NDArray each(Shape shape, Function<Distribution, NDArray> quantity) {
    return stack(
        -1,
        components.stream()
            .map(component -> broadcastTo(quantity.apply(component), shape))
            .toArray(NDArray[]::new));
  }

  private Shape shapeOf(NDArray x) {
    return Shapes.broadcast(x.getShape(), batchShape());
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return logSumExp(terms(each(shapeOf(x), component -> component.logProbInside(x))), -1);
  }

  @Override
  NDArray checkedLogDensity(NDArray x) {
    NDArray terms = terms(each(shapeOf(x), component -> component.logProb(x)));
    return LogSpace.logSum(terms);
  }

  private NDArray terms(NDArray logDensities) {
    return logDensities.add(weights.logProbs(logDensities.getDataType()));
  }

  /** Every component draws; one of these draws is chosen. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape shape = shape(sampleShape);
    Categorical all = (Categorical) weights.expand(batchShape());
    NDArray component = all.sample(noise.at("component"), sampleShape);
    NDArray chosen = oneHot(component, components.size(), noise.type()).gt(0);
    NDArray[] draws = new NDArray[components.size()];
    for (int k = 0; k < draws.length; k++) {
      Distribution each = components.get(k).expand(batchShape());
      NDArray draw = each.sample(noise.at("value").at(k), sampleShape);
      draws[k] = cast(broadcastTo(draw, shape), noise.type());
    }
    NDArray values = stack(-1, draws);
    return sumLast(where(chosen, values, values.zerosLike()), 1);
  }

  /** Σ_k w_k q_k. */
  private NDArray average(NDArray quantities) {
    return sumLast(quantities.mul(exp(weights.logProbs(quantities.getDataType()))), 1);
  }

  @Override
  public boolean has(Quantity quantity) {
    return switch (quantity) {
      case MEAN, CDF -> all(quantity);
      case VARIANCE -> all(Quantity.MEAN) && all(quantity);
      case MODE, ENTROPY, ICDF -> false;
    };
  }

  private boolean all(Quantity quantity) {
    return components.stream().allMatch(each -> each.has(quantity));
  }

  @Override
  public NDArray cdf(NDArray x) {
    require(Quantity.CDF);
    return average(each(shapeOf(x), component -> component.cdf(x)));
  }

  @Override
  public NDArray survival(NDArray x) {
    require(Quantity.CDF);
    return average(each(shapeOf(x), component -> component.survival(x)));
  }

  @Override
  public NDArray mean() {
    require(Quantity.MEAN);
    return average(each(batchShape(), component -> cast(component.mean(), type())));
  }

  /** Around the mean: squares of the components' means would cancel. */
  @Override
  public NDArray variance() {
    require(Quantity.VARIANCE);
    NDArray mean = mean().expandDims(-1);
    NDArray means = each(batchShape(), component -> cast(component.mean(), type()));
    NDArray within = each(batchShape(), component -> cast(component.variance(), type()));
    return average(within.add(square(means.sub(mean))));
  }

  @Override
  public MixtureOf expand(Shape newBatchShape) {
    return of(
        (Categorical) weights.expand(newBatchShape),
        components.stream().map(each -> each.expand(newBatchShape)).toList());
  }

  @Override
  public String toString() {
    return components.stream()
        .map(Distribution::toString)
        .collect(Collectors.joining(", ", "MixtureOf(" + weights + ", ", ")"));
  }
}
