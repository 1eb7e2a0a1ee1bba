package org.borch.infer.gaussian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.Variables;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;

/**
 * SWAG: a normal distribution from the way that an optimiser goes around a mode, at a learning rate
 * that does not fall. Maddox, Garipov, Izmailov, Vetrov and Wilson 2019, section 3. Of several
 * chains it is multi-SWAG (Wilson and Izmailov 2020), a mixture with a part for each mode.
 *
 * <pre>
 *   positions of a run: after burn-in, every so many steps (thinning): θ₁, ..., θₙ
 *   mean        θ̄ₙ of all
 *   covariance  ½ diag(variance of all) + ½ D Dᵀ / (K - 1),  columns of D: θᵢ - θ̄ᵢ of the last K
 * </pre>
 *
 * {@code Swag.defaults().beliefs(density, ChainRun.begin(Ascent.defaults().withOptimizer(sgd)
 * .on(density), run, seed))}: any algorithm's run will do. θ̄ᵢ is the mean of the first i, as in
 * the paper; the variance is summed around it, where the paper takes a difference of squares, which
 * loses its digits.
 *
 * <p>How wide it is depends on the learning rate ε: around the mode of a density with the Hessian A
 * per row, whose minibatches' gradients have the covariance C, plain gradient steps have the
 * covariance S with A S + S A ≈ ε C (Mandt, Hoffman and Blei 2017, equation 8), which is the
 * posterior only if ε and the batch are made for it.
 *
 * @param rank K, how many of the last deviations count, at least 2
 */
public record Swag(int rank) {

  private static final int RANK = 20;

  /** Of coordinates that do not move, as in the authors' code. */
  private static final double LEAST_VARIANCE = 1e-30;

  /** Checks the rank. */
  public Swag {
    if (rank < 2) {
      throw new IllegalArgumentException("rank = " + rank + ", expected at least 2");
    }
  }

  /** The last 20 deviations, as in the paper. */
  public static Swag defaults() {
    return new Swag(RANK);
  }

  /** With another number of deviations. */
  public Swag withRank(int rank) {
    return new Swag(rank);
  }

  /**
   * A normal distribution for each chain.
   *
   * @param density that the run was on
   * @param run whose draws are the positions that count
   * @throws IllegalArgumentException if the run has another number of coordinates, or not more
   *     draws than the rank
   */
  public List<Belief> beliefs(LogPosterior density, UnconstrainedDraws run) {
    if (run.dimension() != density.dimension()) {
      throw new IllegalArgumentException(
          run + " for a density of " + density.dimension() + " coordinates, expected as many");
    }
    if (run.draws() <= rank) {
      throw new IllegalArgumentException(
          "SWAG of rank = %d from %d draws of each chain, expected more draws than the rank; run longer, thin less, or take a smaller rank"
              .formatted(rank, run.draws()));
    }
    return IntStream.range(0, run.chains()).mapToObj(i -> belief(density, run, i)).toList();
  }

  private Belief belief(LogPosterior density, UnconstrainedDraws run, int chain) {
    int d = run.dimension();
    double[] mean = new double[d];
    double[] squares = new double[d];
    double[] factor = new double[d * rank]; // [d, rank]
    double share = 1 / Math.sqrt(2.0 * (rank - 1));
    for (int i = 0; i < run.draws(); i++) {
      double[] position = run.position(chain, i);
      int column = i - (run.draws() - rank);
      for (int j = 0; j < d; j++) {
        double way = position[j] - mean[j];
        mean[j] += way / (i + 1);
        double deviation = position[j] - mean[j];
        squares[j] += way * deviation;
        if (column >= 0) {
          factor[j * rank + column] = share * deviation;
        }
      }
    }
    double n = run.draws();
    double[] logScale =
        Arrays.stream(squares)
            .map(sum -> Math.log(Math.max(sum / n, LEAST_VARIANCE) / 2) / 2)
            .toArray();
    Spread spread =
        Spread.lowRank(
            array(density, new Shape(d), logScale), array(density, new Shape(d, rank), factor));
    return Belief.of(density.parameters(), array(density, new Shape(d), mean), spread);
  }

  private static NDArray array(LogPosterior density, Shape shape, double[] values) {
    NDArray array = BorchArray.of(shape, values);
    return density.type() == DataType.FLOAT64 ? array : array.toType(density.type(), false);
  }

  /**
   * Draws from the equal mixture of several normal distributions: from one after the other, in
   * turn.
   *
   * @param beliefs such as {@link #beliefs}, of the same parameters
   * @param variables of the density whose coordinates these are
   * @param count of all draws, at least 1
   * @param key decides them
   */
  public static Draws draws(List<Belief> beliefs, Variables variables, int count, Key key) {
    double[][] positions = new double[count][];
    int parts = Math.min(count, beliefs.size());
    for (int part = 0; part < parts; part++) {
      int own = (count - part + beliefs.size() - 1) / beliefs.size();
      try (Scope scope = Scope.open()) {
        double[] flat = BorchArray.wrap(beliefs.get(part).positions(key.at(part), own)).values();
        int d = flat.length / own;
        for (int i = 0; i < own; i++) {
          positions[part + i * beliefs.size()] = Arrays.copyOfRange(flat, i * d, (i + 1) * d);
        }
      }
    }
    return Draws.of(variables, positions);
  }
}
