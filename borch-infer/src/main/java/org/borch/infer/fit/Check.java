package org.borch.infer.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.borch.infer.diagnostics.Psis;
import org.borch.infer.diagnostics.Warning;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.Execution;

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

  /** What the weights say about q. */
  public enum Verdict {
    /**
     * k-hat below 0.5 or weights that are nearly even, and no mean or standard deviation far off.
     */
    GOOD("good. Weighting the draws corrects what little is wrong"),
    /** k-hat below 0.7, but weights or a row of the table say that q is off. */
    USABLE("usable, but weight the draws: the corrected columns are more exact"),
    /** k-hat of 0.7 and more, or weights that leave next to no draws. */
    POOR(
        "not good. q misses part of the posterior, and neither its own nor the corrected columns"
            + " are reliable; those only show the direction. Take more steps, use a richer posterior,"
            + " decentre a hierarchy, or sample with Nuts"),
    /** Too few draws for a judgement. */
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

    /**
     * Whether q is off by more than a factor of 2 in the standard deviation, or half of the smaller
     * one in the mean, and not only by chance.
     */
    boolean isOff() {
      double smaller = Math.min(sd, correctedSd);
      double beyondChance = Math.abs(correctedMean - mean) - CHANCE * correctedError;
      return beyondChance > MEAN_OFF * smaller || sd > SD_OFF * correctedSd || isNarrow();
    }

    private boolean isNarrow() {
      return correctedSd > SD_OFF * sd;
    }

    /** In words, for a row that is off. */
    private String words() {
      String off = sd > SD_OFF * correctedSd ? "wide" : isNarrow() ? "narrow" : "";
      return off.isEmpty()
          ? String.format(
              Locale.ROOT, "the mean of %s is off by %.2g of its sd", name, Math.abs(shift()))
          : String.format(
              Locale.ROOT,
              "q is too %s: the sd of %s is %.2g times the posterior's",
              off,
              name,
              sd / correctedSd);
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

  /** A mean that is off by more of the smaller standard deviation is far off. */
  private static final double MEAN_OFF = 0.5;

  /** A standard deviation that is off by a larger factor is far off. */
  private static final double SD_OFF = 2;

  /** Monte Carlo standard errors. */
  private static final double CHANCE = 3;

  /** Fewer draws have no tail to judge. */
  private static final int FEWEST = 25;

  /** Weights of few values have no k-hat; they can be trusted if they leave so many draws. */
  private static final double ENOUGH = 100;

  /**
   * The share of the draws that the weights of a good q leave. A tail that q misses can be too thin
   * to be seen in k-hat; it costs weight all the same.
   */
  private static final double MOST = 0.5;

  /** Log ratios that all lie within it are equal but for rounding. */
  private static final double EQUAL = 1e-3;

  private final Psis psis;
  private final boolean isExact;
  private final Estimate elbo;
  private final double logEvidence;
  private final List<List<Row>> variables;
  private final List<String> points;
  private final String unsettled;
  private final Execution execution;

  private Check(
      double[] logRatios,
      List<CheckColumn> columns,
      List<String> points,
      String unsettled,
      Execution execution) {
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
    this.unsettled = isExact ? "" : unsettled;
    this.execution = execution;
  }

  /**
   * Judges draws from any approximation, such as one of your own.
   *
   * @param draws chain by chain as many as ratios
   * @param logRatios log p(data, latent) - log q(latent) of each draw, with all constants if {@link
   *     #elbo} and {@link #logEvidence} matter; at least 2
   * @throws IllegalArgumentException if there is another number of draws, or a ratio is NaN or
   *     infinite (minus infinity, where p is 0, is fine)
   */
  public static Check of(Draws draws, double[] logRatios) {
    if ((long) draws.chainCount() * draws.drawCount() != logRatios.length) {
      throw new IllegalArgumentException(
          draws + " for " + logRatios.length + " ratios, expected one for each draw");
    }
    List<CheckColumn> columns = new ArrayList<>();
    draws.names().forEach(name -> columns.add(column(name, draws, logRatios.length)));
    return of(logRatios, columns, List.of(), "", Execution.eager());
  }

  private static CheckColumn column(String name, Draws draws, int n) {
    CheckColumn column = new CheckColumn(name, draws.naming(name), draws.shape(name), n);
    double[] values = draws.values(name);
    int size = values.length / n;
    for (int i = 0; i < n; i++) {
      column.add(i, Arrays.copyOfRange(values, i * size, (i + 1) * size));
    }
    return column;
  }

  /**
   * As above.
   *
   * @param points what was not judged
   * @param unsettled why the fit is not at its end, a sentence; empty if it is
   * @param execution what ran
   */
  static Check of(
      double[] logRatios,
      List<CheckColumn> columns,
      List<String> points,
      String unsettled,
      Execution execution) {
    if (logRatios.length < 2) {
      throw new IllegalArgumentException(
          "check of " + logRatios.length + " draws, expected at least 2, better 1,000");
    }
    return new Check(logRatios, columns, points, unsettled, execution);
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

  /** What k-hat, the draws that the weights leave, and the table's rows mean together. */
  public Verdict verdict() {
    Verdict byWeights = verdictOfWeights();
    return byWeights == Verdict.GOOD && !unsettled.isEmpty() ? Verdict.USABLE : byWeights;
  }

  private Verdict verdictOfWeights() {
    if (isExact || psis.isEven()) {
      return Verdict.GOOD;
    }
    double kHat = kHat();
    if (kHat == Double.POSITIVE_INFINITY) {
      return draws() < FEWEST ? Verdict.UNKNOWN : ess() < ENOUGH ? Verdict.POOR : Verdict.USABLE;
    }
    if (kHat >= USABLE) {
      return Verdict.POOR;
    }
    boolean isNear = kHat < GOOD && ess() >= MOST * draws();
    return isNear && worst().isEmpty() ? Verdict.GOOD : Verdict.USABLE;
  }

  /** The row that is furthest off, if one is far off. */
  private Optional<Row> worst() {
    return rows().stream().filter(Row::isOff).max(Comparator.comparingDouble(Row::distance));
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
    return verdict() == Verdict.GOOD ? List.of() : psis.warnings();
  }

  /** What ran the draws, and why. */
  public Execution execution() {
    return execution;
  }

  /** The verdict in words. */
  public String message() {
    String judgement = judgement();
    String taken =
        points.isEmpty()
            ? ""
            : " Taken as given, because q gives them one point: " + String.join(", ", points) + ".";
    String end = unsettled.isEmpty() ? "" : " " + unsettled;
    return judgement + (judgement.endsWith(".") ? "" : ".") + taken + end;
  }

  private String judgement() {
    if (isExact) {
      return "All ratios are equal: q is the posterior";
    }
    double kHat = kHat();
    Verdict verdict = verdict();
    if (verdict == Verdict.UNKNOWN) {
      return "No judgement: "
          + draws()
          + " draws are too few. Take at least "
          + FEWEST
          + ", better 1,000";
    }
    if (verdict == Verdict.GOOD && kHat >= GOOD) {
      return String.format(
          Locale.ROOT,
          "The weights are nearly even, %d draws are worth %.0f: %s",
          draws(),
          ess(),
          verdict.words);
    }
    String measured =
        kHat == Double.NEGATIVE_INFINITY
            ? "The largest ratios are equal, so none can outweigh the others"
            : kHat == Double.POSITIVE_INFINITY
                ? String.format(Locale.ROOT, "The weights leave %.0f of %d draws", ess(), draws())
                : String.format(Locale.ROOT, "k-hat %.2f", kHat);
    String off = worst().map(row -> "; " + row.words()).orElse("");
    return measured + ": " + verdict.words + off;
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
