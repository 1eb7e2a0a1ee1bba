package org.borch.infer.laplace;

/**
 * How {@link LaplacePosterior#tuned} looks for normal priors around 0, and for the noise.
 *
 * @param groups which parameters have one precision together
 * @param declaredNoise the standard deviation of normal noise that the density's likelihood has, if
 *     the noise is looked for, too; 0: it is not
 * @param centre where the posterior is thought to be largest
 * @param maxIterations at most, at least 1
 * @param tolerance by how much the logarithms may still change at the end
 */
public record PrecisionTuning(
    Groups groups,
    double declaredNoise,
    LaplacePosterior.Centre centre,
    int maxIterations,
    double tolerance) {

  private static final int ITERATIONS = 500;
  private static final double TOLERANCE = 1e-6;

  /** Parameters with one precision together. */
  public enum Groups {
    /** All. */
    ALL,
    /** Those whose names are alike up to the last dot. */
    LAYERS,
    /** Each parameter. */
    PARAMETERS
  }

  /** Checks the numbers. */
  public PrecisionTuning {
    if (!(declaredNoise >= 0) || Double.isInfinite(declaredNoise)) {
      throw new IllegalArgumentException(
          "declaredNoise = " + declaredNoise + ", expected a finite number >= 0");
    }
    if (maxIterations < 1) {
      throw new IllegalArgumentException(
          "maxIterations = " + maxIterations + ", expected at least 1");
    }
    if (!(tolerance > 0)) {
      throw new IllegalArgumentException("tolerance = " + tolerance + ", expected > 0");
    }
  }

  /** One precision for all, the noise as it is, at the point, at most 500 iterations. */
  public static PrecisionTuning defaults() {
    return new PrecisionTuning(Groups.ALL, 0, LaplacePosterior.Centre.POINT, ITERATIONS, TOLERANCE);
  }

  /** With other groups. */
  public PrecisionTuning withGroups(Groups groups) {
    return new PrecisionTuning(groups, declaredNoise, centre, maxIterations, tolerance);
  }

  /** Looking for the standard deviation of normal noise, which the likelihood has with another. */
  public PrecisionTuning withDeclaredNoise(double declaredNoise) {
    return new PrecisionTuning(groups, declaredNoise, centre, maxIterations, tolerance);
  }

  /** With another centre. */
  public PrecisionTuning withCentre(LaplacePosterior.Centre centre) {
    return new PrecisionTuning(groups, declaredNoise, centre, maxIterations, tolerance);
  }

  /** With another number of iterations at most. */
  public PrecisionTuning withMaxIterations(int maxIterations) {
    return new PrecisionTuning(groups, declaredNoise, centre, maxIterations, tolerance);
  }

  /** With another tolerance. */
  public PrecisionTuning withTolerance(double tolerance) {
    return new PrecisionTuning(groups, declaredNoise, centre, maxIterations, tolerance);
  }

  /** What a parameter's group is called. */
  String group(String parameter) {
    return switch (groups) {
      case ALL -> "all";
      case LAYERS ->
          parameter.contains(".") ? parameter.substring(0, parameter.lastIndexOf('.')) : parameter;
      case PARAMETERS -> parameter;
    };
  }
}
