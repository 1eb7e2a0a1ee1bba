package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Exact invariance: parameters and data are drawn forwards from their joint law, a kernel moves the
 * parameters given the data, and parameters and data must have the joint law still. Nothing here
 * needs a chain to converge.
 */
class InvarianceTest {

  private static final int MOVES = 4;

  /** Of all tests on right kernels of this class together. */
  private static final double FAMILY_WISE = 0.005;

  private static final int FEW = 20_000;
  private static final int MANY = 1_000_000;

  /** The graver a fault is, the fewer will do. */
  private static final List<Integer> UNTIL_NOTICED = List.of(FEW / 4, FEW, 3 * FEW);

  /** With long steps and the bound on a slice's steps out at work, too. */
  static List<Faulty.Case> rightOnes() {
    List<Faulty.Case> cases = new ArrayList<>(Faulty.right());
    cases.add(new Faulty.Case("nuts with long steps", Nuts.defaults(), 1.4));
    cases.add(new Faulty.Case("slice without steps out", Slice.defaults().withMaxExpansions(0), 2));
    cases.add(
        new Faulty.Case("slice with few steps out", Slice.defaults().withMaxExpansions(2), 0.5));
    return cases;
  }

  static List<Faulty.Case> faultyOnes() {
    return Faulty.all();
  }

  /** The least p-value of the scores, each of which is standard normal in the joint law. */
  static double leastP(Faulty.Case each, int replicates) {
    NormalGamma.Conditional posterior = new NormalGamma.Conditional();
    Kernel kernel = each.sampler().kernel(NormalGamma.DIMENSION, posterior);
    double[][] scores = new double[NormalGamma.SCORES][replicates];
    NoiseReader noise = new NoiseReader(Key.of(0));
    Key key = Key.of(20261121);
    for (int i = 0; i < replicates; i++) {
      noise.restart(key.at(i).at("prior"));
      double[] parameters = NormalGamma.prior(noise);
      noise.restart(key.at(i).at("data"));
      NormalGamma.data(parameters, noise, posterior.data);
      Tuning tuning = new Tuning(each.stepSize(), posterior.metric());
      State state = kernel.init(parameters);
      for (int move = 0; move < MOVES; move++) {
        state = kernel.step(state, tuning, key.at(i).at(move)).state();
      }
      double[] after = NormalGamma.scores(state.position(), posterior.data);
      for (int j = 0; j < after.length; j++) {
        scores[j][i] = after[j];
      }
    }
    KolmogorovSmirnovTest test = new KolmogorovSmirnovTest();
    NormalDistribution normal = new NormalDistribution(0, 1);
    return Arrays.stream(scores)
        .mapToDouble(score -> test.kolmogorovSmirnovTest(normal, score))
        .min()
        .orElseThrow();
  }

  private static void assertRight(Faulty.Case each, int replicates) {
    int tests = 2 * rightOnes().size() * NormalGamma.SCORES;
    assertThat(leastP(each, replicates)).isGreaterThan(FAMILY_WISE / tests);
  }

  @ParameterizedTest
  @MethodSource("rightOnes")
  void theJointLawIsKept(Faulty.Case kernel) {
    assertRight(kernel, FEW);
  }

  @ParameterizedTest
  @MethodSource("rightOnes")
  @Tag("slow")
  void theJointLawIsKeptToAThousandth(Faulty.Case kernel) {
    assertRight(kernel, MANY);
  }

  /** Far below the level of the right kernels: a fault must not pass by chance. */
  @ParameterizedTest
  @MethodSource("faultyOnes")
  void aFaultIsNoticed(Faulty.Case fault) {
    assertThat(UNTIL_NOTICED).anyMatch(replicates -> leastP(fault, replicates) < 1e-7);
  }
}
