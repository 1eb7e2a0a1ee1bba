package org.borch.infer.joint;

import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.categoricalLogits;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;

/**
 * A model with discrete latent variables that is small enough to list all their values.
 *
 * @param label the row's name
 * @param model its continuous latent variables are real numbers
 * @param hidden the discrete ones
 */
record EnumerationCase(String label, Model<?, ?> model, List<Hidden> hidden) {

  /** A discrete variable of a shape, each element of which is 0, ..., states - 1. */
  record Hidden(String name, int states, Shape shape) {
    int values() {
      return (int) Math.pow(states, (double) shape.size());
    }

    double[] value(int number) {
      double[] value = new double[(int) shape.size()];
      int rest = number;
      for (int i = value.length - 1; i >= 0; i--) {
        value[i] = rest % states;
        rest /= states;
      }
      return value;
    }
  }

  /**
   * Values of the discrete variables, and the log densities there.
   *
   * @param logPrior of the latent variables
   * @param logRows of the rows of y
   * @param logOthers of what else is observed, and factors
   */
  record Assignment(
      Map<String, double[]> values, double logPrior, double[] logRows, double logOthers) {
    double logJoint() {
      return logPrior + Arrays.stream(logRows).sum() + logOthers;
    }
  }

  /** The continuous latent variables have one coordinate each. */
  List<Assignment> assignments(Map<String, NDArray> continuous) {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      return listed(continuous);
    }
  }

  private List<Assignment> listed(Map<String, NDArray> continuous) {
    List<Assignment> all = new ArrayList<>();
    int count = hidden.stream().mapToInt(Hidden::values).reduce(1, (a, b) -> a * b);
    for (int i = 0; i < count; i++) {
      Map<String, double[]> values = new LinkedHashMap<>();
      Map<String, NDArray> latents = new LinkedHashMap<>(continuous);
      int rest = i;
      for (Hidden variable : hidden) {
        double[] value = variable.value(rest % variable.values());
        values.put(variable.name(), value);
        latents.put(variable.name(), BorchArray.of(variable.shape(), value));
        rest /= variable.values();
      }
      all.add(assignment(values, model.in(DataType.FLOAT64).replay(latents)));
    }
    return all;
  }

  private static Assignment assignment(Map<String, double[]> values, Trace trace) {
    double prior = 0;
    double others = 0;
    double[] rows = {};
    for (RandomVariable variable : trace.variables()) {
      double[] logs = BorchArray.wrap(variable.logPrior()).values();
      if (!variable.isObserved()) {
        prior += Arrays.stream(logs).sum();
      } else if (variable.name().equals("y")) {
        rows = logs;
      } else {
        others += Arrays.stream(logs).sum();
      }
    }
    for (NDArray factor : trace.factors().values()) {
      others += BorchArray.wrap(factor.sum()).values()[0];
    }
    return new Assignment(values, prior, rows, others);
  }

  @Override
  public String toString() {
    return label;
  }

  // ---- the table

  private static final double[] FOUR = {-1.2, 0.4, 2.1, 0.9};

  private static EnumerationCase row(
      String label, Consumer<Module<NDArray, NDArray>> body, Object data, Hidden... hidden) {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              body.accept(m);
              return x;
            });
    Model<NDArray, NDArray> model = module.on(BorchArray.of(0)).observe("y", (NDArray) data);
    return new EnumerationCase(label, model, List.of(hidden));
  }

  private static Hidden hidden(String name, int states, long... shape) {
    return new Hidden(name, states, new Shape(shape));
  }

  private static NDArray pick(NDArray means, NDArray z) {
    return ArrayMath.take(means, z.toType(DataType.INT64, false), 0);
  }

  private static NDArray means(Module<?, ?> m) {
    return m.rv("mu", normal(BorchArray.of(-1, 0.5, 2), 1));
  }

  static List<EnumerationCase> all() {
    NDArray four = BorchArray.of(FOUR);
    return List.of(
        row(
            "mixture",
            m -> {
              NDArray mu = means(m);
              Plate rows = m.plate("row", 4);
              NDArray z = rows.rv("z", categorical(0.2, 0.5, 0.3));
              rows.rv("y", normal(pick(mu, z), 0.7));
            },
            four,
            hidden("z", 3, 4)),
        row(
            "a flag that depends on the component",
            m -> {
              NDArray mu = means(m);
              NDArray logit = m.rv("logit", normal(0, 1));
              Plate rows = m.plate("row", 3);
              NDArray z = rows.rv("z", categorical(0.2, 0.5, 0.3));
              NDArray flag = rows.rv("flag", bernoulliLogits(pick(mu, z).add(logit)));
              rows.rv("y", normal(pick(mu, z), flag.mul(3).add(0.5)));
            },
            BorchArray.of(-1.2, 0.4, 2.1),
            hidden("z", 3, 3),
            hidden("flag", 2, 3)),
        row(
            "two flags that do not meet",
            m -> {
              NDArray mu = means(m);
              Plate rows = m.plate("row", 4);
              NDArray a = rows.rv("a", bernoulli(0.3));
              rows.rv("first", normal(a.mul(mu.get("0")), 1));
              NDArray b = rows.rv("b", bernoulli(0.6));
              rows.rv("y", normal(b.mul(mu.get("1")), 1));
            },
            four,
            hidden("a", 2, 4),
            hidden("b", 2, 4)),
        row(
            "a global one that rows share",
            m -> {
              NDArray mu = means(m);
              NDArray shift = m.rv("shift", categoricalLogits(0.3, -0.2));
              Plate rows = m.plate("row", 4);
              NDArray z = rows.rv("z", categoricalLogits(0.1, 0.4, -0.3));
              rows.rv("y", normal(pick(mu, z).add(ArrayMath.cast(shift, DataType.FLOAT64)), 0.7));
            },
            four,
            hidden("shift", 2),
            hidden("z", 3, 4)),
        row(
            "nested plates",
            m -> {
              NDArray mu = means(m);
              NDArray on = m.rv("on", bernoulli(0.4));
              Plate groups = m.plate("group", 2);
              NDArray kind = groups.rv("kind", bernoulli(on.mul(0.5).add(0.2)));
              Plate rows = groups.plate("row", 3);
              NDArray p = kind.reshape(2, 1).mul(0.6).add(0.2);
              NDArray z = rows.rv("z", bernoulli(p));
              NDArray level = mu.get("0").add(z.mul(mu.get("1"))).add(kind.reshape(2, 1));
              rows.rv("y", normal(level, 0.8));
            },
            BorchArray.of(new double[][] {{-1.2, 0.4, 2.1}, {0.9, 0.3, -0.7}}),
            hidden("on", 2),
            hidden("kind", 2, 2),
            hidden("z", 2, 2, 3)),
        row(
            "plates beside each other",
            m -> {
              NDArray mu = means(m);
              NDArray on = m.rv("on", bernoulli(0.4));
              Plate left = m.plate("left", 2);
              NDArray a = left.rv("a", bernoulli(on.mul(0.5).add(0.2)));
              left.rv("x", normal(a.add(mu.get("0")), 1));
              Plate right = m.plate("right", 4);
              NDArray b = right.rv("b", bernoulli(on.mul(-0.3).add(0.5)));
              right.rv("y", normal(b.mul(mu.get("2")), 1));
            },
            four,
            hidden("on", 2),
            hidden("a", 2, 2),
            hidden("b", 2, 4)),
        row(
            "a short chain of variables",
            m -> {
              NDArray mu = means(m);
              NDArray z = m.rv("z0", bernoulli(0.5));
              NDArray levels = z.mul(mu.get("0")).reshape(1);
              for (int t = 1; t < 4; t++) {
                z = m.rv("z" + t, bernoulliLogits(z.mul(3).sub(1.5).add(mu.get("1"))));
                levels = ArrayMath.concat(0, levels, z.mul(mu.get("0")).reshape(1));
              }
              m.rv("y", normal(levels, 1));
            },
            four,
            hidden("z0", 2),
            hidden("z1", 2),
            hidden("z2", 2),
            hidden("z3", 2)),
        row(
            "a vector without a plate",
            m -> {
              NDArray mu = means(m);
              NDArray on = m.rv("on", bernoulli(BorchArray.of(0.3, 0.5, 0.9)));
              m.plate("row", 4).rv("y", normal(mu.mul(on).sum(), 1));
            },
            four,
            hidden("on", 2, 3)),
        row(
            "a vector in each row",
            m -> {
              NDArray mu = means(m);
              Plate rows = m.plate("row", 2);
              NDArray on = rows.rv("on", bernoulli(BorchArray.of(0.3, 0.5, 0.9)).toEvent(1));
              rows.rv("y", normal(on.mul(mu).sum(new int[] {-1}), 1));
            },
            BorchArray.of(-1.2, 2.1),
            hidden("on", 2, 2, 3)),
        row(
            "a factor and a continuous variable that depend on them",
            m -> {
              NDArray mu = means(m);
              NDArray on = m.rv("on", bernoulli(0.4));
              m.factor("weight", on.mul(mu.get("0")).sub(on.mul(0.3)));
              Plate rows = m.plate("row", 4);
              NDArray z = rows.rv("z", bernoulli(0.3));
              NDArray level = rows.rv("level", normal(z.mul(2).add(on), 0.5));
              rows.rv("y", normal(level, 1));
            },
            four,
            hidden("on", 2),
            hidden("z", 2, 4)));
  }
}
