package org.borch.test;

import static org.borch.distributions.Distributions.chi2;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.infer.draws.Draws;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.plot.Plot;
import org.borch.infer.plot.Plots;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;

/**
 * Simulation-based calibration: parameters from the prior, data from them, draws given the data;
 * the rank of each parameter among its draws is uniform if model and engine are right. The log
 * density, which sees parameters and data together, is ranked, too: it shows an engine that ignores
 * data.
 *
 * <p>Sources: Talts, Betancourt, Simpson, Vehtari and Gelman (2018), "Validating Bayesian inference
 * algorithms with simulation-based calibration"; Modrak et al. (2023), "Simulation-based
 * calibration checking for Bayesian computation: The choice of test quantities shapes sensitivity",
 * Bayesian Analysis.
 */
public final class Sbc {

  /** The name under which the log density is ranked. */
  public static final String LOG_DENSITY = "log density";

  /** Draws among which a rank is taken: one of 32 numbers. */
  private static final int AMONG = 31;

  /** Replicates that a bin should expect, so that chi-square is near its distribution. */
  private static final int IN_BIN = 5;

  private final Map<String, int[]> ranks;

  private Sbc(Map<String, int[]> ranks) {
    this.ranks = ranks;
  }

  /**
   * Runs replicates in parallel on the common pool; the result depends on the seed alone.
   *
   * @param model whose data say what is observed; their values are not used
   * @param engine of at least 31 draws, of which 31, evenly spaced, are taken: they should be
   *     nearly independent, as neighbours that are alike make ranks too extreme
   * @param replicates at least 10
   * @throws IllegalArgumentException if nothing is observed, or the engine makes too few draws
   */
  public static Sbc run(Model<?, ?> model, Engine engine, int replicates, Seed seed) {
    if (replicates < 2 * IN_BIN) {
      throw new IllegalArgumentException(
          "calibration by " + replicates + " replicates, expected at least " + 2 * IN_BIN);
    }
    if (model.observed().isEmpty()) {
      throw new IllegalArgumentException(
          "calibration of a model in which nothing is observed, expected one with data, which say"
              + " what is; their values are not used");
    }
    List<Map<String, Integer>> all =
        IntStream.range(0, replicates)
            .parallel()
            .mapToObj(i -> replicate(model, engine, seed.at(i)))
            .toList();
    Map<String, int[]> ranks = new LinkedHashMap<>();
    for (String name : all.get(0).keySet()) {
      ranks.put(name, all.stream().mapToInt(each -> each.get(name)).toArray());
    }
    return new Sbc(ranks);
  }

  private static Map<String, Integer> replicate(Model<?, ?> model, Engine engine, Key key) {
    Map<String, NDArray> truth = new LinkedHashMap<>();
    Map<String, NDArray> data = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      Trace prior = model.samplePrior(key.at("prior"));
      for (RandomVariable variable : prior.variables()) {
        boolean isData = model.observed().contains(variable.name());
        (isData ? data : truth)
            .put(variable.name(), BorchArray.wrap(variable.value()).inJavaMemory());
      }
    }
    Model<?, ?> seen = model.condition(data);
    Draws draws = engine.draws(seen, Seed.of(key.at("engine").bits()));
    return ranks(JointDensity.of(seen, Seed.of(0)), truth, draws, new NoiseReader(key.at("ties")));
  }

  private static Map<String, Integer> ranks(
      JointDensity density, Map<String, NDArray> truth, Draws draws, NoiseReader ties) {
    int total = draws.chainCount() * draws.drawCount();
    if (total < AMONG) {
      throw new IllegalArgumentException(
          "calibration by " + draws + ", expected at least " + AMONG + " draws of the engine");
    }
    truth.keySet().retainAll(density.constrain(new double[density.dimension()]).keySet());
    List<double[]> chosen = new ArrayList<>();
    List<String> latents = List.copyOf(truth.keySet());
    for (int i = 0; i < AMONG; i++) {
      int at = (int) ((i + 1L) * total / AMONG - 1);
      chosen.add(
          numbers(density, draws.at(at / draws.drawCount(), at % draws.drawCount(), latents)));
    }
    double[] right = numbers(density, truth);
    List<String> names = new ArrayList<>(draws.scalarNames(latents.toArray(String[]::new)));
    names.add(LOG_DENSITY);
    Map<String, Integer> ranks = new LinkedHashMap<>();
    for (int j = 0; j < names.size(); j++) {
      int place = j;
      long below = chosen.stream().filter(x -> x[place] < right[place]).count();
      long equal = chosen.stream().filter(x -> x[place] == right[place]).count();
      ranks.put(names.get(j), (int) (below + Math.floor(ties.uniform() * (equal + 1))));
    }
    return ranks;
  }

  /** The elements of all variables and then the log density. */
  private static double[] numbers(JointDensity density, Map<String, NDArray> values) {
    double[] at = density.unconstrain(values, new double[density.dimension()]);
    DoubleStream elements =
        values.values().stream()
            .flatMapToDouble(value -> Arrays.stream(BorchArray.wrap(value).values()));
    return DoubleStream.concat(elements, DoubleStream.of(density.evaluator().value(at))).toArray();
  }

  // ---- results

  /** What was ranked: numbers by name and {@link #LOG_DENSITY}. */
  public List<String> names() {
    return List.copyOf(ranks.keySet());
  }

  /** The number of replicates. */
  public int replicates() {
    return ranks(LOG_DENSITY).length;
  }

  /**
   * How many of 31 draws were below the truth, of each replicate; ties are broken at random.
   *
   * @throws IllegalArgumentException if nothing of this name was ranked
   */
  public int[] ranks(String name) {
    int[] own = ranks.get(name);
    if (own == null) {
      throw new IllegalArgumentException("\"" + name + "\" was not ranked, only " + ranks.keySet());
    }
    return own.clone();
  }

  /** The p-value of a chi-square test of the ranks for uniformity, in 2 to 16 bins. */
  public double pValue(String name) {
    int[] own = ranks(name);
    int bins = Math.min(16, Integer.highestOneBit(own.length / IN_BIN)); // divides 32 ranks
    double[] counts = new double[bins];
    Arrays.stream(own).forEach(rank -> counts[rank * bins / (AMONG + 1)]++);
    double expected = (double) own.length / bins;
    double statistic =
        Arrays.stream(counts).map(x -> (x - expected) * (x - expected) / expected).sum();
    NDArray at = BorchArray.scalar(statistic, DataType.FLOAT64);
    return BorchArray.wrap(chi2(bins - 1).survival(at)).values()[0];
  }

  /**
   * The share of replicates whose truth lies in the central interval of a mass; it should be that
   * mass.
   *
   * @param mass in (0, 1), of which the next multiple of 1/16 is taken: 0.5 or 0.875
   */
  public double coverage(String name, double mass) {
    long inside = Math.round(mass * (AMONG + 1) / 2);
    long low = (AMONG + 1) / 2 - inside;
    long high = AMONG - low;
    return Arrays.stream(ranks(name)).filter(rank -> rank >= low && rank <= high).count()
        / (double) replicates();
  }

  /**
   * The empirical distribution of the ranks, less the uniform one, with a band that holds 95 % of
   * whole curves of uniform ranks: {@link Plots#calibration}. An arch means a bias, an S draws that
   * spread too little or too much.
   */
  public Plot ecdf(String name) {
    double[] data = Arrays.stream(ranks(name)).mapToDouble(rank -> rank - 0.5).toArray();
    double[] draws = new double[AMONG * data.length];
    Arrays.setAll(draws, i -> Math.floorDiv(i, data.length));
    NDArray predicted = BorchArray.of(new Shape(1, AMONG, data.length), draws);
    return Plots.calibration(Draws.of(Map.of("ranks", predicted)), "ranks", data);
  }

  /** A row for each number: p-value of the ranks, mean rank, coverage of two intervals. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder("%d replicates".formatted(replicates()));
    for (String name : ranks.keySet()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%n%-15s p = %.4f, mean rank %.1f of %d, coverage of 50 %%: %.2f, of 87.5 %%: %.2f",
              name,
              pValue(name),
              meanRank(name),
              AMONG,
              coverage(name, 0.5),
              coverage(name, 0.875)));
    }
    return table.toString();
  }

  double meanRank(String name) {
    return Arrays.stream(ranks(name)).average().orElseThrow();
  }
}
