package org.borch.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.mcmc.Chains;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;

/**
 * Draws from the exact posterior: chains x draws x named variables of any shape, in the variables'
 * own (constrained) coordinates, in Java memory. They are computed from the unconstrained ones when
 * the first variable is asked for.
 */
public final class Draws {

  /** All draws of one variable, chain by chain, row-major. */
  private static final class Variable {

    final Shape shape;
    final double[] values;

    Variable(Shape shape, double[] values) {
      this.shape = shape;
      this.values = values;
    }
  }

  private final LogDensity density;
  private final Chains chains;
  private final Object lock = new Object();
  private Map<String, Variable> variables = Map.of();

  private Draws(LogDensity density, Chains chains) {
    this.density = density;
    this.chains = chains;
  }

  /**
   * The draws of a sampler.
   *
   * @param density a model's
   * @param chains draws from it
   */
  public static Draws of(LogDensity density, Chains chains) {
    if (density.dimension() != chains.dimension()) {
      throw new IllegalArgumentException(
          chains + " from a density of " + density.dimension() + " coordinates, expected equal");
    }
    return new Draws(density, chains);
  }

  /** The names of the latent variables, in the order of the model. */
  public List<String> names() {
    return List.copyOf(variables().keySet());
  }

  /** The unconstrained draws, how each step went and what warm-up found. */
  public Chains chains() {
    return chains;
  }

  /**
   * All draws of a variable.
   *
   * @return FLOAT64 (chains, draws) + the variable's shape
   * @throws IllegalArgumentException if there is no such variable
   */
  public NDArray get(String name) {
    Variable variable = variable(name);
    Shape leading = new Shape(chains.chains(), chains.draws());
    return BorchArray.of(Shapes.concat(leading, variable.shape), variable.values);
  }

  /** The shape of one draw of a variable. */
  public Shape shape(String name) {
    return variable(name).shape;
  }

  /**
   * The draws of one element of a variable: [chains][draws], as the diagnostics want them.
   *
   * @param index one number for each axis of the variable
   * @throws IllegalArgumentException if there is no such variable or element
   */
  public double[][] element(String name, int... index) {
    Variable variable = variable(name);
    int at = offset(name, variable.shape, index);
    int size = Math.toIntExact(variable.shape.size());
    double[][] element = new double[chains.chains()][chains.draws()];
    for (int chain = 0; chain < element.length; chain++) {
      for (int draw = 0; draw < element[chain].length; draw++) {
        element[chain][draw] = variable.values[(chain * chains.draws() + draw) * size + at];
      }
    }
    return element;
  }

  private static int offset(String name, Shape shape, int[] index) {
    long offset = 0;
    boolean within = index.length == shape.dimension();
    for (int axis = 0; within && axis < index.length; axis++) {
      within = index[axis] >= 0 && index[axis] < shape.get(axis);
      offset = offset * shape.get(axis) + index[axis];
    }
    if (!within) {
      throw new IllegalArgumentException(
          name + Arrays.toString(index) + ": no such element of shape " + shape);
    }
    return Math.toIntExact(offset);
  }

  private Variable variable(String name) {
    Variable variable = variables().get(name);
    if (variable == null) {
      throw new IllegalArgumentException(
          "\"" + name + "\": the draws have only the variables " + names());
    }
    return variable;
  }

  private Map<String, Variable> variables() {
    synchronized (lock) {
      if (variables.isEmpty()) {
        variables = constrained();
      }
      return variables;
    }
  }

  private Map<String, Variable> constrained() {
    int n = chains.chains() * chains.draws();
    Map<String, Variable> all = new LinkedHashMap<>();
    for (int i = 0; i < n; i++) {
      double[] position = chains.position(i / chains.draws(), i % chains.draws());
      for (Map.Entry<String, NDArray> value : density.constrain(position).entrySet()) {
        Shape shape = value.getValue().getShape();
        double[] own = BorchArray.wrap(value.getValue()).values();
        Variable variable =
            all.computeIfAbsent(
                value.getKey(), name -> new Variable(shape, new double[n * own.length]));
        System.arraycopy(own, 0, variable.values, i * own.length, own.length);
      }
    }
    return all;
  }

  /** {@code Draws of [mu, tau]: Chains(...)}; computes nothing. */
  @Override
  public String toString() {
    List<String> moved = density.coordinates().stream().map(LogDensity.Coordinates::name).toList();
    return "Draws of " + moved + ": " + chains;
  }
}
