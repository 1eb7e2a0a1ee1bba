package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.borch.infer.diagnostics.Psis;
import org.borch.infer.diagnostics.Warning;
import org.borch.infer.run.Execution;
import org.borch.tensor.BorchArray;

/**
 * How far an approximation q is from the posterior, judged by the importance ratios p(data, latent)
 * / q(latent) of draws from q: the tail of the ratios (k-hat), and what means and standard
 * deviations become when the smoothed ratios weight the draws.
 *
 * <pre>
 * k-hat 0.34: good. ...
 *              q mean      q sd      mean        sd     error
 *   mu          4.528     3.153     4.401     3.290     0.081
 * </pre>
 *
 * <p>It judges q as a whole: a single marginal may be better than that. Yao, Vehtari, Simpson and
 * Gelman (2018), "Yes, but did it work?: Evaluating variational inference".
 */
public final class Check {

  /** What k-hat says about q. */
  public enum Verdict {
    /** k-hat below 0.5. */
    GOOD("good. Weighting the draws corrects what little is wrong"),
    /** k-hat below 0.7. */
    USABLE("usable, but weight the draws: the corrected columns are more exact"),
    /** k-hat of 0.7 and more. */
    POOR(
        "not good. q misses part of the posterior, and neither its own nor the corrected columns"
            + " are reliable; those only show the direction. Take more steps, use a richer posterior,"
            + " decentre a hierarchy, or sample with Nuts"),
    /** The ratios do not allow a judgement. */
    UNKNOWN("");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }
  }

  /**
   * One element of a variable, or a big variable as a whole.
   *
   * @param name of the element {@code theta[1]}, or of the variable {@code weight (400, 784)},
   *     whose row is about all its elements together
   * @param mean under q
   * @param sd the standard deviation under q
   * @param correctedMean of the weighted draws
   * @param correctedSd of the weighted draws
   * @param correctedError Monte Carlo standard error of the corrected mean
   */
  public record Row(
      String name,
      double mean,
      double sd,
      double correctedMean,
      double correctedSd,
      double correctedError) {

    /** How far q's mean is off, in q's standard deviations. */
    public double shift() {
      return sd == 0 && correctedMean == mean ? 0 : (correctedMean - mean) / sd;
    }

    /** How far q is off: the larger one of the shift and the log ratio of the deviations. */
    double distance() {
      double narrow = sd == 0 && correctedSd == 0 ? 0 : Math.abs(Math.log(correctedSd / sd));
      return Math.max(Math.abs(shift()), narrow);
    }
  }

  /** Yao et al. (2018), section 3.1. */
  private static final double GOOD = 0.5;

  private static final double USABLE = 0.7;

  /** Log ratios that all lie within it are equal but for rounding. */
  private static final double EQUAL = 1e-3;

  private final Psis psis;
  private final boolean isExact;
  private final Estimate elbo;
  private final double logEvidence;
  private final List<List<Row>> variables;
  private final List<String> points;
  private final Execution execution;

  private Check(
      double[] logRatios, List<CheckColumn> columns, List<String> points, Execution execution) {
    this.psis = Psis.of(logRatios);
    double least = Arrays.stream(logRatios).min().orElseThrow();
    double largest = Arrays.stream(logRatios).max().orElseThrow();
    this.isExact = largest - least < EQUAL;
    this.elbo =
        least == Double.NEGATIVE_INFINITY
            ? new Estimate(least, Double.NaN)
            : Estimate.of(logRatios);
    this.logEvidence =
        largest
            + Math.log(
                Arrays.stream(logRatios).map(x -> Math.exp(x - largest)).average().orElseThrow());
    double[] weights = Arrays.stream(psis.logWeights()).map(Math::exp).toArray();
    this.variables = columns.stream().map(column -> column.rows(weights)).toList();
    this.points = List.copyOf(points);
    this.execution = execution;
  }

  /**
   * Judges draws from any approximation, such as one of your own.
   *
   * @param draws by name, each [draws] + the variable's shape
   * @param logRatios log p(data, latent) - log q(latent) of each draw, with all constants if {@link
   *     #elbo} and {@link #logEvidence} matter; at least 2
   * @throws IllegalArgumentException if a variable has another number of draws, or a ratio is NaN
   *     or infinite (minus infinity, where p is 0, is fine)
   */
  public static Check of(Map<String, NDArray> draws, double[] logRatios) {
    List<CheckColumn> columns = new ArrayList<>();
    draws.forEach((name, array) -> columns.add(column(name, array, logRatios.length)));
    return of(logRatios, columns, List.of(), Execution.eager());
  }

  private static CheckColumn column(String name, NDArray array, int draws) {
    Shape all = array.getShape();
    if (all.dimension() == 0 || all.get(0) != draws) {
      throw new IllegalArgumentException(
          name + ": draws of shape " + all + " for " + draws + " ratios, expected them first");
    }
    CheckColumn column = new CheckColumn(name, all.slice(1), draws);
    double[] values = BorchArray.wrap(array).values();
    int size = draws == 0 ? 0 : values.length / draws;
    for (int i = 0; i < draws; i++) {
      column.add(i, Arrays.copyOfRange(values, i * size, (i + 1) * size));
    }
    return column;
  }

  /** As above, with what was not judged and what ran. */
  static Check of(
      double[] logRatios, List<CheckColumn> columns, List<String> points, Execution execution) {
    if (logRatios.length < 2) {
      throw new IllegalArgumentException(
          "check of " + logRatios.length + " draws, expected at least 2, better 1,000");
    }
    return new Check(logRatios, columns, points, execution);
  }

  /** How many draws were weighted. */
  public int draws() {
    return psis.logWeights().length;
  }

  /**
   * The shape of the tail of the ratios; minus infinity if all are equal, plus infinity if they are
   * too few, or too few different ones, to tell.
   */
  public double kHat() {
    return isExact ? Double.NEGATIVE_INFINITY : psis.kHat();
  }

  /** What k-hat means. */
  public Verdict verdict() {
    double kHat = kHat();
    if (kHat == Double.POSITIVE_INFINITY) {
      return Verdict.UNKNOWN;
    }
    return kHat < GOOD ? Verdict.GOOD : kHat < USABLE ? Verdict.USABLE : Verdict.POOR;
  }

  /** The number of independent draws from the posterior that the weighted ones are worth. */
  public double ess() {
    return psis.ess();
  }

  /** The evidence lower bound: the mean log ratio. */
  public Estimate elbo() {
    return elbo;
  }

  /** The log of the mean ratio: the log evidence, as far as k-hat allows to believe it. */
  public double logEvidence() {
    return logEvidence;
  }

  /** The smoothed log weights of the draws, which add up to 1. */
  public double[] logWeights() {
    return psis.logWeights();
  }

  /** A row for each element of a variable, or one for a variable of more than 1,000 elements. */
  public List<Row> rows() {
    return variables.stream().flatMap(List::stream).toList();
  }

  /**
   * The row of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Row row(String name) {
    return NumberTable.row("check", rows(), Row::name, name);
  }

  /** The variables that q gives a single point, which was taken as given, not judged. */
  public List<String> points() {
    return points;
  }

  /** What is wrong with q and what to do about it; empty if nothing is. */
  public List<Warning> warnings() {
    return isExact ? List.of() : psis.warnings();
  }

  /** What ran the draws, and why. */
  public Execution execution() {
    return execution;
  }

  /** What k-hat says, in words. */
  public String message() {
    String judgement =
        isExact
            ? "All ratios are equal: q is the posterior"
            : verdict() == Verdict.UNKNOWN
                ? "No judgement: the largest ratios are too few, or take too few values, as with"
                    + " discrete latents alone. Take at least 25 draws, better 1,000, and look at"
                    + " how many draws the weights leave"
                : kHat() == Double.NEGATIVE_INFINITY
                    ? "The largest ratios are equal, so none can outweigh the others: good"
                    : String.format(Locale.ROOT, "k-hat %.2f: %s", kHat(), verdict().words);
    String taken =
        points.isEmpty()
            ? ""
            : " Taken as given, because q gives them one point: " + String.join(", ", points) + ".";
    return judgement + (judgement.endsWith(".") ? "" : ".") + taken;
  }

  /** The message, the evidence, and a table; of a long variable, what is furthest off. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s%nELBO %s, log evidence %.5g; %d draws are worth %.0f from the posterior.%n%s",
        message(),
        elbo,
        logEvidence,
        draws(),
        ess(),
        new CheckTable(variables));
  }
}
