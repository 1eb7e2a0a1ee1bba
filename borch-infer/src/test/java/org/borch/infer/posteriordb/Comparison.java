package org.borch.infer.posteriordb;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.borch.infer.Execution;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.posteriordb.ReferencePosterior.Point;
import org.borch.tensor.random.Seed;

/**
 * A posterior beside its reference: a line of the table.
 *
 * @param row which
 * @param dimension of the unconstrained space
 * @param execution what runs the density
 * @param logDensityError the worst of all points
 * @param derivedError that of the derived parameters of the points
 * @param gradientError the worst coordinate of all points
 * @param agreement of a sampler's run
 * @param cpuSeconds of that run with all compilation, in the whole process
 */
record Comparison(
    PosteriorCase row,
    int dimension,
    Execution execution,
    double logDensityError,
    double derivedError,
    double gradientError,
    Agreement agreement,
    double cpuSeconds) {

  static Comparison of(PosteriorCase row, Sampler sampler, Seed seed) {
    DensityCheck check = new DensityCheck(row);
    List<Point> points = row.reference().points();
    double before = processSeconds();
    Agreement agreement = Agreement.of(row, sampler, seed);
    double cpuSeconds = processSeconds() - before;
    return new Comparison(
        row,
        check.density().dimension(),
        check.density().execution(),
        worst(points, check::logDensityError),
        worst(points, check::derivedError),
        worst(points, check::gradientError),
        agreement,
        cpuSeconds);
  }

  private static double worst(List<Point> points, ToDoubleFunction<Point> error) {
    return points.stream().mapToDouble(error).max().orElseThrow();
  }

  private static double processSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        * 1e-9;
  }

  static String header() {
    return String.format(
        "%-49s %4s %8s %8s %6s %6s %7s %5s %5s %4s %9s %8s %6s",
        "posterior",
        "dim",
        "log p",
        "gradient",
        "z mean",
        "z sd",
        "R-hat",
        "bulk",
        "tail",
        "div",
        "leapfrogs",
        "back-end",
        "CPU s");
  }

  /** A line of the table; z are the largest distances in combined Monte Carlo standard errors. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-49s %4d %8.1e %8.1e %6.2f %6.2f %7.4f %5.0f %5.0f %4d %9d %8s %6.1f",
        row,
        dimension,
        logDensityError,
        gradientError,
        agreement.worst(Agreement.Estimate::meanError),
        agreement.worst(Agreement.Estimate::sdError),
        agreement.worst(estimate -> estimate.diagnosis().rHat()),
        -agreement.worst(estimate -> -estimate.diagnosis().essBulk()),
        -agreement.worst(estimate -> -estimate.diagnosis().essTail()),
        agreement.divergences(),
        agreement.leapfrogs(),
        execution.backEnd(),
        cpuSeconds);
  }
}
