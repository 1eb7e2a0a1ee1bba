package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.borch.infer.diagnostics.Mcse;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The joint-distribution test of Geweke 2004: a chain that moves the parameters given the data and
 * then draws the data anew given the parameters has the joint law as its stationary one. A small
 * error of the kernel becomes a large one here, since data follow the parameters.
 *
 * <p>The joint law's moments are known, so no second simulation is needed.
 */
class GewekeTest {

  /** Of all tests on right kernels of this class together. */
  private static final double FAMILY_WISE = 0.005;

  private static final int FEW = 20_000;
  private static final int MANY = 1_000_000;

  /** The graver a fault is, the fewer will do. */
  private static final List<Integer> UNTIL_NOTICED = List.of(FEW / 4, FEW, 4 * FEW);

  static List<Faulty.Case> rightOnes() {
    return Faulty.right();
  }

  static List<Faulty.Case> faultyOnes() {
    return Faulty.all();
  }

  /** How many standard errors the worst of the scores' means and mean squares is off. */
  static double worst(Faulty.Case each, int iterations) {
    NormalGamma.Conditional posterior = new NormalGamma.Conditional();
    Kernel kernel = each.sampler().kernel(NormalGamma.DIMENSION, posterior);
    double[][] scores = new double[NormalGamma.SCORES][iterations];
    Key key = Key.of(20261121);
    NoiseReader noise = new NoiseReader(key.at("prior"));
    double[] parameters = NormalGamma.prior(noise);
    for (int i = 0; i < iterations; i++) {
      noise.restart(key.at("data").at(i));
      NormalGamma.data(parameters, noise, posterior.data);
      Tuning tuning = new Tuning(each.stepSize(), posterior.metric());
      State state = kernel.init(parameters);
      parameters = kernel.step(state, tuning, key.at("move").at(i)).state().position();
      double[] after = NormalGamma.scores(parameters, posterior.data);
      for (int j = 0; j < after.length; j++) {
        scores[j][i] = after[j];
      }
    }
    double worst = 0;
    for (double[] score : scores) {
      double[] squares = Arrays.stream(score).map(z -> z * z).toArray();
      worst = Math.max(worst, Math.max(errors(score, 0), errors(squares, 1)));
    }
    return worst;
  }

  private static double errors(double[] draws, double expected) {
    double mean = Arrays.stream(draws).average().orElseThrow();
    double error = Mcse.mean(new double[][] {draws});
    return Math.abs(mean - expected) / error;
  }

  private static void assertRight(Faulty.Case each, int iterations) {
    int tests = 2 * rightOnes().size() * 2 * NormalGamma.SCORES;
    double limit =
        new NormalDistribution(0, 1).inverseCumulativeProbability(1 - FAMILY_WISE / tests / 2);
    assertThat(worst(each, iterations)).isLessThan(limit);
  }

  @ParameterizedTest
  @MethodSource("rightOnes")
  void theJointLawIsStationary(Faulty.Case kernel) {
    assertRight(kernel, FEW);
  }

  @ParameterizedTest
  @MethodSource("rightOnes")
  @Tag("slow")
  void theJointLawIsStationaryToAThousandth(Faulty.Case kernel) {
    assertRight(kernel, MANY);
  }

  /** Far above the limit of the right kernels: a fault must not pass by chance. */
  @ParameterizedTest
  @MethodSource("faultyOnes")
  void aFaultIsNoticed(Faulty.Case fault) {
    assertThat(UNTIL_NOTICED).anyMatch(iterations -> worst(fault, iterations) > 7);
  }
}
