package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.hiddenMarkov;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The forward algorithm, smoothing and Viterbi's path against a sum over all paths. */
class HiddenMarkovTest {

  private static final int T = 5;
  private static final double[] INITIAL = {0.5, 0.3, 0.2};
  private static final double[][] ROWS = {{0.7, 0.3, 0}, {0.1, 0.6, 0.3}, {0, 0.2, 0.8}};
  private static final double[] LOCS = {-1, 0.5, 3};
  private static final double[] VALUES = {-0.7, 0.1, 0.9, 2.6, 1.9};

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static HiddenMarkov chain(double[] initial) {
    return hiddenMarkov(
        categorical(initial),
        categorical(BorchArray.of(ROWS)),
        normal(BorchArray.of(LOCS), 0.8),
        T);
  }

  /** A path of states and its probability together with the values. */
  private record Path(int[] states, double probability) {}

  private static List<Path> paths() {
    List<Path> paths = new ArrayList<>();
    for (int code = 0; code < 243; code++) {
      int[] states = new int[T];
      double p = 1;
      for (int t = 0, rest = code; t < T; t++, rest /= 3) {
        states[t] = rest % 3;
        p *= t == 0 ? INITIAL[states[0]] : ROWS[states[t - 1]][states[t]];
        p *= NormalDistribution.of(LOCS[states[t]], 0.8).density(VALUES[t]);
      }
      paths.add(new Path(states, p));
    }
    return paths;
  }

  @Test
  void theDensityIsTheSumOverAllPaths() {
    double sum = paths().stream().mapToDouble(Path::probability).sum();

    assertThat(values(chain(INITIAL).logProb(BorchArray.of(VALUES)))[0])
        .isCloseTo(Math.log(sum), within(1e-12));
  }

  @Test
  void smoothedProbabilitiesAreThoseOfThePathsThroughAState() {
    double sum = paths().stream().mapToDouble(Path::probability).sum();
    double[] exact = new double[T * 3];
    for (Path path : paths()) {
      for (int t = 0; t < T; t++) {
        exact[3 * t + path.states()[t]] += path.probability() / sum;
      }
    }

    NDArray smoothed = chain(INITIAL).smoothed(BorchArray.of(VALUES));

    assertThat(smoothed.getShape().getShape()).containsExactly(T, 3);
    assertThat(values(smoothed)).containsExactly(exact, within(1e-12));
  }

  @Test
  void viterbisPathIsTheMostLikelyOne() {
    Path best =
        paths().stream().reduce((a, b) -> a.probability() >= b.probability() ? a : b).orElseThrow();

    NDArray path = chain(INITIAL).mostLikelyStates(BorchArray.of(VALUES));

    assertThat(values(path))
        .containsExactly(Arrays.stream(best.states()).asDoubleStream().toArray());
  }

  @Test
  void severalSequencesAreTakenAtOnce() {
    NDArray two = BorchArray.of(new double[][] {VALUES, {0, 1, 2, 3, 4}});
    HiddenMarkov d = chain(INITIAL);

    assertThat(values(d.logProb(two))[0])
        .isCloseTo(values(d.logProb(BorchArray.of(VALUES)))[0], within(1e-13));
    assertThat(d.smoothed(two).getShape().getShape()).containsExactly(2, T, 3);
    assertThat(Arrays.copyOf(values(d.mostLikelyStates(two)), T))
        .containsExactly(values(d.mostLikelyStates(BorchArray.of(VALUES))));
  }

  @Test
  void impossibleStatesAndTransitionsLeaveDerivativesFinite() {
    NDArray x = BorchArray.of(VALUES);
    double[] slope =
        values(
            Autodiff.grad(
                    initial ->
                        hiddenMarkov(
                                categorical(initial),
                                categorical(BorchArray.of(ROWS)),
                                normal(BorchArray.of(LOCS), 0.8),
                                T)
                            .logProb(x))
                .apply(BorchArray.of(1, 0.5, 0.25)));

    assertThat(Arrays.stream(slope)).allMatch(Double::isFinite);
    assertThat(values(chain(new double[] {1, 0, 0}).smoothed(x))[0]).isCloseTo(1, within(1e-15));
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> hiddenMarkov(categorical(1, 1), categorical(1, 1), normal(0, 1), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 2 initial classes")
        .hasMessageContaining("expected K classes");
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(ArrayMath.cast(x, DataType.FLOAT64)).values();
  }
}
