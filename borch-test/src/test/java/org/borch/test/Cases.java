package org.borch.test;

import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.function.BiFunction;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.draws.Draws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/** What the tests of this module assert on: right ones, and the same with a planted fault. */
final class Cases {

  static final int ROWS = 6;

  private Cases() {}

  /** Independent normal draws of x. */
  static Draws normals(double mean, double sd, int draws, long seed) {
    double[] x = new double[4 * draws];
    new NoiseReader(Key.of(seed).at("normals")).normal(x);
    for (int i = 0; i < x.length; i++) {
      x[i] = mean + sd * x[i];
    }
    return Draws.of(Map.of("x", BorchArray.of(new Shape(4, draws), x)));
  }

  /** A level and rows around it; the posterior of the level is normal. */
  static Model<NDArray, NDArray> conjugate() {
    return around(1);
  }

  /** With another scale of the rows than {@link #conjugate}. */
  static Model<NDArray, NDArray> around(double scale) {
    return model(
        (m, x) -> m.plate("row", ROWS).rv("y", normal(m.rv("level", normal(0, 1)), scale)));
  }

  /** As {@link #around}, but forward counts the prior of the level twice. */
  static Model<NDArray, NDArray> priorTwice(double scale) {
    return model(
        (m, x) -> {
          NDArray level = m.rv("level", normal(0, 1));
          m.factor("again", level.mul(level).mul(-0.5));
          return m.plate("row", ROWS).rv("y", normal(level, scale));
        });
  }

  /** The rows have nothing to do with the level. */
  static Model<NDArray, NDArray> ignoring() {
    return model(
        (m, x) -> {
          m.rv("level", normal(0, 1));
          return m.plate("row", ROWS).rv("y", normal(0, 1));
        });
  }

  /** Two parameters, the first of which acts on the first half of the rows. */
  static Model<NDArray, NDArray> pair() {
    return model((m, x) -> pair(m, m.rv("a", normal(0, 3)), m.rv("b", normal(0, 3))));
  }

  /** With the parameters swapped. */
  static Model<NDArray, NDArray> swappedPair() {
    return model((m, x) -> pair(m, m.rv("b", normal(0, 3)), m.rv("a", normal(0, 3))));
  }

  private static NDArray pair(Module<NDArray, NDArray> m, NDArray first, NDArray second) {
    NDArray isFirst = BorchArray.of(1, 1, 1, 0, 0, 0);
    NDArray level = isFirst.mul(first).add(isFirst.neg().add(1).mul(second));
    return m.plate("row", ROWS).rv("y", normal(level, 1));
  }

  /** A hierarchy of rows, centred. */
  static Model<NDArray, NDArray> centred() {
    return model(
        (m, x) -> {
          NDArray mu = m.rv("mu", normal(0, 1));
          NDArray tau = m.rv("tau", halfNormal(1));
          return m.plate("row", ROWS)
              .rv("y", normal(m.plate("row", ROWS).rv("theta", normal(mu, tau)), 1));
        });
  }

  /** The same by hand, not centred, with a factor on the scale that is 1 where it is right. */
  static Model<NDArray, NDArray> decentred(double factor) {
    return model(
        (m, x) -> {
          NDArray mu = m.rv("mu", normal(0, 1));
          NDArray tau = m.rv("tau", halfNormal(1));
          NDArray z = m.plate("row", ROWS).rv("z", normal(0, 1));
          NDArray theta = m.deterministic("theta", z.mul(tau).mul(factor).add(mu));
          return m.plate("row", ROWS).rv("y", normal(theta, 1));
        });
  }

  private static Model<NDArray, NDArray> model(
      BiFunction<Module<NDArray, NDArray>, NDArray, NDArray> body) {
    return Module.of(body)
        .on(BorchArray.of(0))
        .observe("y", 0.3, -0.8, 1.4, 0.6, 2.1, -0.2)
        .in(DataType.FLOAT64);
  }
}
