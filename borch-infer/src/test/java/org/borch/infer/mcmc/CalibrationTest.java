package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Simulation-based calibration (Talts et al. 2018): among posterior draws given data that were
 * simulated with parameters from the prior, those parameters have a uniform rank. Also ranked is
 * the likelihood, which sees data and parameters together (Modrák et al. 2023).
 */
class CalibrationTest {

  /** Of all tests on right samplers of this class together. */
  private static final double FAMILY_WISE = 0.005;

  /** Draws among which a rank is taken, so that it is one of 32 numbers. */
  private static final int DRAWS = 31;

  private static final int BINS = 16;
  private static final int THIN = 4;
  private static final int BURN_IN = 40;
  private static final int QUANTITIES = 3;

  private static final int FEW = 640;
  private static final int MANY = 16 * FEW;

  /** The graver a fault is, the fewer will do. */
  private static final List<Integer> UNTIL_NOTICED = List.of(FEW, 4 * FEW);

  /** Ranks hardly show these; {@link InvarianceTest} and {@link GewekeTest} do. */
  private static final Set<String> UNSEEN =
      Set.of("nuts: newer half of a sub-tree", "walnuts: steps without a way back");

  /** Draws given data: [draws][coordinates]. */
  @FunctionalInterface
  interface Posterior {
    double[][] draws(double[] data, Key key);
  }

  /** Without the random walk, whose draws are too close to each other for ranks. */
  static List<Faulty.Case> rightOnes() {
    return Faulty.right().stream().filter(each -> !isWalk(each)).toList();
  }

  private static boolean isWalk(Faulty.Case each) {
    return each.name().startsWith("random walk");
  }

  /** Faults that few replicates show. */
  static List<Faulty.Case> graveOnes() {
    return Faulty.all().stream().filter(fault -> !isSubtle(fault) && !isWalk(fault)).toList();
  }

  static List<Faulty.Case> subtleOnes() {
    return Faulty.all().stream()
        .filter(fault -> isSubtle(fault) && !UNSEEN.contains(fault.name()))
        .toList();
  }

  private static boolean isSubtle(Faulty.Case fault) {
    return fault.name().startsWith("slice: shrinks")
        || fault.name().contains(" sub-tree")
        || fault.name().endsWith("without a way back");
  }

  /** The least p-value of the chi-square tests of all ranked quantities. */
  static double leastP(Posterior posterior, int replicates) {
    long[][] counts = new long[QUANTITIES][BINS];
    NoiseReader noise = new NoiseReader(Key.of(0));
    double[] data = new double[NormalGamma.DATA];
    Key key = Key.of(20261121);
    for (int i = 0; i < replicates; i++) {
      noise.restart(key.at(i).at("prior"));
      double[] truth = NormalGamma.prior(noise);
      noise.restart(key.at(i).at("data"));
      NormalGamma.data(truth, noise, data);
      double[] right = quantities(truth, data);
      int[] ranks = new int[QUANTITIES];
      for (double[] draw : posterior.draws(data, key.at(i))) {
        double[] other = quantities(draw, data);
        for (int j = 0; j < QUANTITIES; j++) {
          ranks[j] += other[j] < right[j] ? 1 : 0;
        }
      }
      for (int j = 0; j < QUANTITIES; j++) {
        counts[j][ranks[j] * BINS / (DRAWS + 1)]++;
      }
    }
    return Arrays.stream(counts).mapToDouble(CalibrationTest::uniformity).min().orElseThrow();
  }

  private static double[] quantities(double[] parameters, double[] data) {
    return new double[] {
      parameters[NormalGamma.LOG_TAU],
      parameters[NormalGamma.MU],
      NormalGamma.logLikelihood(parameters, data)
    };
  }

  private static double uniformity(long[] counts) {
    double expected = (double) Arrays.stream(counts).sum() / BINS;
    double statistic =
        Arrays.stream(counts)
            .mapToDouble(count -> (count - expected) * (count - expected) / expected)
            .sum();
    return 1 - new ChiSquaredDistribution(BINS - 1).cumulativeProbability(statistic);
  }

  /** Chains of a kernel alone, with a tuning that suits usual data; the density is traced once. */
  static Posterior kernel(Faulty.Case each) {
    NormalGamma.Conditional conditional = new NormalGamma.Conditional();
    Kernel kernel = each.sampler().kernel(NormalGamma.DIMENSION, conditional);
    return (data, key) -> {
      System.arraycopy(data, 0, conditional.data, 0, data.length);
      Tuning tuning = new Tuning(each.stepSize(), conditional.metric());
      State state = kernel.init(conditional.centre());
      double[][] draws = new double[DRAWS][];
      for (int step = 0; step < BURN_IN + DRAWS * THIN; step++) {
        state = kernel.step(state, tuning, key.at(step)).state();
        if (step >= BURN_IN) {
          draws[(step - BURN_IN) / THIN] = state.position();
        }
      }
      return draws;
    };
  }

  /** A sampler as users run it, warm-up and all. */
  static Posterior run(Faulty.Case each) {
    Sampler sampler =
        each.sampler()
            .with(run -> run.withChains(1).withThreads(1).withWarmup(150).withDraws(DRAWS * THIN));
    return (data, key) -> {
      Chains chains = sampler.sample(NormalGamma.posterior(data), Seed.of(key.bits()));
      double[][] draws = new double[DRAWS][];
      Arrays.setAll(draws, i -> chains.position(0, i * THIN));
      return draws;
    };
  }

  private static void assertRight(Posterior posterior, int replicates) {
    int tests = 3 * rightOnes().size() * QUANTITIES;
    assertThat(leastP(posterior, replicates)).isGreaterThan(FAMILY_WISE / tests);
  }

  @ParameterizedTest
  @MethodSource("rightOnes")
  void ranksAreUniform(Faulty.Case kernel) {
    assertRight(kernel(kernel), FEW);
  }

  @ParameterizedTest
  @MethodSource("rightOnes")
  @Tag("slow")
  void ranksAreUniformInLongerRuns(Faulty.Case kernel) {
    assertRight(kernel(kernel), MANY);
  }

  @ParameterizedTest
  @MethodSource("rightOnes")
  @Tag("slow")
  void ranksOfWholeRunsAreUniform(Faulty.Case sampler) {
    assertRight(run(sampler), 2 * FEW);
  }

  /** Far below the level of the right samplers: a fault must not pass by chance. */
  @ParameterizedTest
  @MethodSource("graveOnes")
  void aFaultIsNoticed(Faulty.Case fault) {
    assertThat(UNTIL_NOTICED).anyMatch(replicates -> leastP(kernel(fault), replicates) < 1e-7);
  }

  @ParameterizedTest
  @MethodSource("subtleOnes")
  @Tag("slow")
  void aSubtleFaultIsNoticedInTheEnd(Faulty.Case fault) {
    assertThat(leastP(kernel(fault), MANY)).isLessThan(1e-7);
  }

  static List<Faulty.Case> withoutJacobian() {
    return graveOnes().stream().filter(fault -> fault.name().endsWith("no Jacobian")).toList();
  }

  /** Found as a user would find it: by the draws of whole runs. */
  @ParameterizedTest
  @MethodSource("withoutJacobian")
  @Tag("slow")
  void aWrongJacobianIsNoticedInWholeRuns(Faulty.Case fault) {
    assertThat(leastP(run(fault), FEW)).isLessThan(1e-7);
  }
}
