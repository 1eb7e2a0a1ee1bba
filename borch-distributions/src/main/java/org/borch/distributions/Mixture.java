package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.oneHot;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.constraint.Real;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * Mixture(weights w, components p): p(x) = Σ_k w_k p_k(x), of components of one family, whose last
 * batch dimension counts them. The component of a value is summed out, so that it needs no
 * variable.
 *
 * <p>McLachlan and Peel 2000, Finite Mixture Models, section 1.4.
 */
public final class Mixture extends Distribution {

  private final Categorical weights;
  private final Distribution components;

  private Mixture(Categorical weights, Distribution components) {
    super(Shapes.dropLast(components.batchShape(), 1), parameters(weights, components));
    this.weights = weights;
    this.components = components;
  }

  /**
   * Of K components.
   *
   * @param weights batch, over K classes
   * @param components batch + [K], or [K], or a batch that expands to it
   * @throws IllegalArgumentException if the shapes do not fit, or the support moves with the
   *     components' arguments
   */
  static Mixture of(Categorical weights, Distribution components) {
    Shape own = components.batchShape();
    Shape batch =
        Shapes.broadcast(weights.batchShape(), Shapes.dropLast(own, Math.min(1, own.dimension())));
    Shape all = batch.add(weights.classes());
    if (!Shapes.broadcastsTo(own, all)) {
      throw new IllegalArgumentException(
          "mixture(weights, components) got "
              + weights.classes()
              + " weights and components of batch shape "
              + own
              + ", expected the last size to be the number of weights");
    }
    Distribution each = components.expand(all);
    if (!each.support().equals(each.expand(Shapes.concat(new Shape(1), all)).support())) {
      throw new IllegalArgumentException(
          "mixture(weights, components) got "
              + components.name()
              + ", whose support is "
              + components.support().description()
              + ", expected one that does not depend on the arguments");
    }
    return new Mixture((Categorical) weights.expand(batch), each);
  }

  /** The components' number is an event dimension of their arguments. */
  private static List<Parameter> parameters(Categorical weights, Distribution components) {
    List<Parameter> parameters = new ArrayList<>();
    Parameter own = weights.parameters().get(0);
    parameters.add(new Parameter("weights", own.value(), own.constraint()));
    for (Parameter each : components.parameters()) {
      Constraint all = Constraints.independent(each.constraint(), 1);
      parameters.add(new Parameter(each.name(), each.value(), all));
    }
    return parameters;
  }

  /** The component that a value is from. */
  public Categorical weights() {
    return weights;
  }

  /** The components: batch + [K]. */
  public Distribution components() {
    return components;
  }

  @Override
  public String name() {
    return "Mixture(" + components.name() + ")";
  }

  @Override
  public Mixture withParameters(List<Operand> values) {
    return new Mixture(
        weights.withParameters(values.subList(0, 1)),
        components.withParameters(values.subList(1, values.size())));
  }

  @Override
  public Constraint support() {
    return components.support();
  }

  @Override
  public Shape eventShape() {
    return components.eventShape();
  }

  @Override
  public boolean isProper() {
    return components.isProper();
  }

  @Override
  public boolean isReparameterized() {
    return false;
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return logSumExp(terms(components.logProbInside(perComponent(x))), -1);
  }

  @Override
  NDArray checkedLogDensity(NDArray x) {
    return LogSpace.logSum(terms(components.logProb(perComponent(x))));
  }

  /** log w_k + log p_k(x): sample + batch + [K]. */
  private NDArray terms(NDArray logDensities) {
    return logDensities.add(weights.logProbs(logDensities.getDataType()));
  }

  /** sample + batch + event → sample + batch + [1] + event. */
  private NDArray perComponent(NDArray x) {
    return x.expandDims(x.getShape().dimension() - eventShape().dimension());
  }

  /** Every component draws; one of these draws is chosen. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray component = weights.sample(noise.at("component"), sampleShape);
    NDArray chosen = oneHot(component, (int) weights.classes(), noise.type()).gt(0);
    NDArray all = components.sample(noise.at("value"), sampleShape);
    return sumComponents(where(perElement(chosen), all, all.zerosLike()));
  }

  /** any + [K] → any + [K] + 1s for the event. */
  private NDArray perElement(NDArray ofComponents) {
    NDArray result = ofComponents;
    for (int i = 0; i < eventShape().dimension(); i++) {
      result = result.expandDims(-1);
    }
    return result;
  }

  /** any + [K] + event → any + event. */
  private NDArray sumComponents(NDArray x) {
    return x.sum(new int[] {-1 - eventShape().dimension()});
  }

  /** Σ_k w_k q_k of the components' quantities: batch + [K] + event → batch + event. */
  private NDArray average(NDArray quantities) {
    NDArray probs = exp(weights.logProbs(quantities.getDataType()));
    return sumComponents(quantities.mul(perElement(probs)));
  }

  @Override
  public boolean has(Quantity quantity) {
    return switch (quantity) {
      case MEAN, CDF -> components.has(quantity);
      case VARIANCE -> components.has(Quantity.MEAN) && components.has(quantity);
      case ICDF -> hasQuantiles();
      case ENTROPY -> components instanceof Normal;
      case MODE -> false;
    };
  }

  @Override
  public NDArray cdf(NDArray x) {
    require(Quantity.CDF);
    return average(components.cdf(perComponent(x)));
  }

  @Override
  public NDArray survival(NDArray x) {
    require(Quantity.CDF);
    return average(components.survival(perComponent(x)));
  }

  @Override
  public NDArray logCdf(NDArray x) {
    require(Quantity.CDF);
    return LogSpace.logSum(terms(components.logCdf(perComponent(x))));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    require(Quantity.CDF);
    return LogSpace.logSum(terms(components.logSurvival(perComponent(x))));
  }

  @Override
  public NDArray mean() {
    require(Quantity.MEAN);
    return average(components.mean());
  }

  /** Around the mean: squares of the components' means would cancel. */
  @Override
  public NDArray variance() {
    require(Quantity.VARIANCE);
    NDArray means = components.mean();
    NDArray mean = average(means).expandDims(-1 - eventShape().dimension());
    return average(components.variance().add(square(means.sub(mean))));
  }

  /** batch + [K] → batch + [1, 1, K]. */
  private static NDArray perPoint(NDArray ofComponents) {
    return ofComponents.expandDims(-2).expandDims(-2);
  }

  private boolean hasQuantiles() {
    return components.has(Quantity.CDF) && !components.isDiscrete();
  }

  /** Around the mean, where there is one. */
  @Override
  public NDArray icdf(NDArray probability) {
    require(Quantity.ICDF);
    Mixture typed = (Mixture) in(probability.getDataType());
    NDArray zero = ArrayMath.broadcastTo(constant(probability, 0), batchShape());
    if (!(support() instanceof Real && has(Quantity.MEAN) && has(Quantity.VARIANCE))) {
      return QuantileSearch.of(typed, probability, zero, zero.add(1));
    }
    NDArray variance = typed.variance();
    NDArray isFinite = variance.gt(0).logicalAnd(variance.lt(Double.MAX_VALUE));
    NDArray centre = where(isFinite, typed.mean(), 0);
    return QuantileSearch.of(
        typed, probability, centre, ArrayMath.sqrt(where(isFinite, variance, 1)));
  }

  /** Of normal components, by quadrature over each. */
  @Override
  public NDArray entropy() {
    require(Quantity.ENTROPY);
    Normal normal = (Normal) components;
    NDArray loc = normal.array(normal.loc);
    NDArray scale = normal.array(normal.scale);
    NDArray logWeights = weights.logProbs(type());
    NDArray ofComponents =
        Averages.normal(
            type(),
            z -> {
              NDArray x = scale.expandDims(-1).mul(z).add(loc.expandDims(-1)).expandDims(-1);
              NDArray u = x.sub(perPoint(loc)).div(perPoint(scale)); // batch + [K, m, K]
              NDArray terms = square(u).mul(-0.5).sub(perPoint(log(scale).sub(logWeights)));
              return logSumExp(terms, -1).neg().add(Stirling.HALF_LOG_TWO_PI);
            });
    return average(ofComponents);
  }

  @Override
  public Mixture expand(Shape newBatchShape) {
    return new Mixture(
        (Categorical) weights.expand(newBatchShape),
        components.expand(newBatchShape.add(weights.classes())));
  }

  @Override
  public String toString() {
    return "Mixture(" + weights + ", " + components + ")";
  }
}
