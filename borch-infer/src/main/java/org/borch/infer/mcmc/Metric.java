package org.borch.infer.mcmc;

import java.util.Arrays;
import org.borch.infer.run.SavedState;

/**
 * The kinetic energy of a Hamiltonian: K(p) = ½ pᵀ M⁻¹ p, momenta p ~ N(0, M). The inverse mass
 * matrix M⁻¹ is best near the posterior's covariance. Immutable.
 */
public abstract sealed class Metric permits DiagonalMetric, DenseMetric {

  /** Whether the inverse mass matrix has entries off its diagonal. */
  public enum Form {
    /** Variances alone: cheap, the usual choice. */
    DIAGONAL,
    /** A full covariance matrix: for strongly correlated posteriors of few dimensions. */
    DENSE;

    Metric unit(int dimension) {
      double[] ones = new double[dimension];
      Arrays.fill(ones, 1);
      if (this == DIAGONAL) {
        return diagonal(ones);
      }
      double[][] identity = new double[dimension][dimension];
      for (int i = 0; i < dimension; i++) {
        identity[i][i] = 1;
      }
      return dense(identity);
    }
  }

  /** What warm-up learns the inverse mass matrix from. */
  public enum Estimate {
    /** The covariance of the positions, as in Stan. */
    COVARIANCE,
    /**
     * Positions and gradients: the root of the ratio of their variances, coordinate by coordinate.
     * Of a normal posterior with independent coordinates that is the variance, after two steps. It
     * makes the mean squared difference between the gradients and those of a normal distribution
     * least (Seyboldt et al., arXiv:2603.18845). Of the diagonal form, for kernels with gradients.
     */
    FISHER
  }

  private static final String DIAGONAL = "diagonal";
  private static final String DENSE = "dense";

  Metric() {}

  /**
   * A diagonal inverse mass matrix.
   *
   * @param inverseMass its diagonal, positive and finite; copied
   */
  public static Metric diagonal(double... inverseMass) {
    return new DiagonalMetric(inverseMass);
  }

  /**
   * A full inverse mass matrix.
   *
   * @param inverseMass symmetric and positive definite; copied
   */
  public static Metric dense(double[][] inverseMass) {
    return new DenseMetric(inverseMass);
  }

  /** Diagonal or dense. */
  public abstract Form form();

  /** The number of coordinates. */
  public abstract int dimension();

  /** A copy of the inverse mass matrix's diagonal. */
  public abstract double[] variances();

  /** A copy of the inverse mass matrix. */
  public abstract double[][] inverseMass();

  /** Keeps the inverse mass matrix under the name of its form. */
  final void save(SavedState memory) {
    if (form() == Form.DIAGONAL) {
      memory.put(DIAGONAL, variances());
    } else {
      memory.put(DENSE, Arrays.stream(inverseMass()).flatMapToDouble(Arrays::stream).toArray());
    }
  }

  /** The metric that was kept. */
  static Metric restored(SavedState memory, int dimension) {
    if (memory.has(DIAGONAL)) {
      return diagonal(memory.get(DIAGONAL, dimension));
    }
    double[] entries = memory.get(DENSE, dimension * dimension);
    double[][] rows = new double[dimension][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(entries, i * dimension, (i + 1) * dimension));
    return dense(rows);
  }

  /** Turns standard normal numbers into a momentum from N(0, M), in place. */
  abstract void toMomentum(double[] normals);

  /** Turns standard normal numbers into a displacement from N(0, M⁻¹), in place. */
  abstract void toDisplacement(double[] normals);

  /** Writes the velocity M⁻¹ p. */
  abstract void velocity(double[] momentum, double[] velocity);

  /** Writes a point's velocity, and what else the first step from there needs. */
  abstract void prepare(Phase point);

  /**
   * The first half of a leapfrog step: half a step's momentum from the gradient, then the position
   * along the velocity.
   *
   * @param to gets momentum and position; may be {@code from}
   */
  abstract void kickAndDrift(Phase from, Phase to, double stepSize);

  /** The second half: the rest of the momentum, and its velocity. */
  abstract void kick(Phase point, double stepSize);

  /** {@code diagonal metric of 10 coordinates}. */
  @Override
  public final String toString() {
    String word = form() == Form.DIAGONAL ? "diagonal" : "dense";
    return word + " metric of " + dimension() + " coordinates";
  }
}
