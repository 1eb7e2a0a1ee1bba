package org.borch.infer.laplace;

/** Why a search for a mode ended. */
public enum Ending {
  /** Every derivative is small. */
  GRADIENT(true),
  /** The rise that the gradient and the known curvature promise is small. */
  RELATIVE_GRADIENT(true),
  /** The log density changed little. */
  VALUE(true),
  /** The log density changed little in relation to its size. */
  RELATIVE_VALUE(true),
  /** The point moved little. */
  STEP(true),
  /** The iterations are used up. */
  ITERATIONS(false),
  /** The thread was interrupted, which it stays. */
  INTERRUPTED(false),
  /** No step along the gradient makes the density larger. */
  NO_PROGRESS(false),
  /** The density still rises where a variable is at the edge of its support, or beyond number. */
  UNBOUNDED(false);

  private final boolean converged;

  Ending(boolean converged) {
    this.converged = converged;
  }

  /** Whether a mode was found. */
  public boolean isConverged() {
    return converged;
  }
}
