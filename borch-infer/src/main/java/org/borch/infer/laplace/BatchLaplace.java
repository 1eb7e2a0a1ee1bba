package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.infer.density.RowLikelihood;

/**
 * The normal approximation around a point, such as the end of training, from the curvature of rows
 * that come in batches: each update adds what its rows bend, and leaves the point where it is. For
 * networks; {@link Laplace} is for models with all their data, and finds the mode itself.
 *
 * <pre>
 *   H ← γ H + Σ over the batch's rows of their curvature at θ,   n ← γ n + rows
 *   belief   N(θ, T (H N / n + P)⁻¹) with the prior's curvature P, once
 * </pre>
 *
 * MacKay 1992; Daxberger et al. 2021 (Laplace redux) for forms and curvatures; Ritter, Botev and
 * Barber 2018 for episodes. Some weights only, such as those of the last layer: on {@link
 * RowLikelihood#only}.
 *
 * @param form what is kept of H
 * @param rank of the factor where the form is {@link Form#LOW_RANK}, else 0
 * @param curvature what stands for the second derivative of a row's log likelihood
 * @param rows whether the rows that came stand for all data, or for themselves
 * @param temperature T of the belief: 1 is the posterior
 * @param decay γ of each update, in (0, 1]: 1 forgets nothing
 */
public record BatchLaplace(
    Form form, int rank, Curvature curvature, Rows rows, double temperature, double decay) {

  /** What is kept of the curvature. */
  public enum Form {
    /** Its diagonal. */
    DIAGONAL,
    /** The matrix: for some thousand parameters. */
    DENSE,
    /** A diagonal and the directions in which it bends most. */
    LOW_RANK,
    /**
     * Kronecker factors of each linear layer that the density names, of other parameters the
     * diagonal.
     */
    KRONECKER
  }

  /** What stands for the second derivative of a row's log likelihood. */
  public enum Curvature {
    /** The outer product of its gradient, of what was observed. */
    EMPIRICAL_FISHER,
    /** The same of observations drawn given the outputs, anew in each update. */
    FISHER,
    /** Jᵀ H J by the outputs' Jacobian J and the likelihood's second derivative H. */
    GAUSS_NEWTON,
    /** The second derivative itself, which need not be positive. */
    HESSIAN
  }

  /** What the rows of the updates stand for. */
  public enum Rows {
    /** All data: however many came, they count as N, as often as they came. */
    ALL,
    /** Each row counts once for each time that it came. */
    SEEN
  }

  /** Checks the numbers. */
  public BatchLaplace {
    if ((form == Form.LOW_RANK) != (rank > 0) || rank < 0) {
      throw new IllegalArgumentException(
          "rank = "
              + rank
              + " of a curvature that is "
              + form
              + ", expected > 0 for LOW_RANK and 0 else; use withLowRank(rank)");
    }
    if (curvature == Curvature.HESSIAN && form != Form.DIAGONAL && form != Form.DENSE) {
      throw new IllegalArgumentException(
          "curvature = HESSIAN as "
              + form
              + ", expected DIAGONAL or DENSE: what need not be positive has no such factors; use"
              + " GAUSS_NEWTON");
    }
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature = " + temperature + ", expected a finite number > 0");
    }
    if (!(decay > 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay = " + decay + ", expected in (0, 1]");
    }
  }

  /** The diagonal of the empirical Fisher matrix of all data, T = 1, nothing forgotten. */
  public static BatchLaplace defaults() {
    return new BatchLaplace(Form.DIAGONAL, 0, Curvature.EMPIRICAL_FISHER, Rows.ALL, 1, 1);
  }

  private BatchLaplace withForm(Form form, int rank) {
    return new BatchLaplace(form, rank, curvature, rows, temperature, decay);
  }

  /** With the diagonal. */
  public BatchLaplace withDiagonal() {
    return withForm(Form.DIAGONAL, 0);
  }

  /** With the matrix. */
  public BatchLaplace withDense() {
    return withForm(Form.DENSE, 0);
  }

  /** With a factor of low rank beside the diagonal. */
  public BatchLaplace withLowRank(int rank) {
    return withForm(Form.LOW_RANK, rank);
  }

  /** With Kronecker factors of linear layers. */
  public BatchLaplace withKronecker() {
    return withForm(Form.KRONECKER, 0);
  }

  /** With another curvature. */
  public BatchLaplace withCurvature(Curvature curvature) {
    return new BatchLaplace(form, rank, curvature, rows, temperature, decay);
  }

  /** With rows that stand for all data, or for themselves. */
  public BatchLaplace withRows(Rows rows) {
    return new BatchLaplace(form, rank, curvature, rows, temperature, decay);
  }

  /** With another temperature. */
  public BatchLaplace withTemperature(double temperature) {
    return new BatchLaplace(form, rank, curvature, rows, temperature, decay);
  }

  /** With another decay. */
  public BatchLaplace withDecay(double decay) {
    return new BatchLaplace(form, rank, curvature, rows, temperature, decay);
  }

  /**
   * Around a point.
   *
   * @param density with its prior, in minibatches
   * @param point θ, [d]
   * @throws IllegalArgumentException if there are no minibatches, the curvature needs outputs,
   *     which only some densities have, or the point has another shape
   */
  public BatchLaplaceSteps on(RowLikelihood density, NDArray point) {
    if (!point.getShape().equals(new Shape(density.dimension()))) {
      throw new IllegalArgumentException(
          "point of shape "
              + point.getShape()
              + ", expected ("
              + density.dimension()
              + ") of the parameters "
              + density.parameters());
    }
    boolean byOutputs = curvature == Curvature.FISHER || curvature == Curvature.GAUSS_NEWTON;
    if (byOutputs && density.outputs().isEmpty()) {
      throw new IllegalArgumentException(
          "curvature = "
              + curvature
              + " of a density that is a log likelihood alone, expected outputs and a log"
              + " likelihood of these; use Observations.of(parameters, type, batches, outputs,"
              + " logLikelihoods), or EMPIRICAL_FISHER");
    }
    return new BatchLaplaceSteps(this, density, point);
  }
}
