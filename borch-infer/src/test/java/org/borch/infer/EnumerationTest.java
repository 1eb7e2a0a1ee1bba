package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.borch.infer.EnumerationCase.Assignment;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Densities with discrete variables summed out equal sums over all their values. */
class EnumerationTest {

  private static final Seed SEED = Seed.of(4);

  static List<EnumerationCase> all() {
    return EnumerationCase.all();
  }

  static List<Arguments> allOnEachBackEnd() {
    List<Arguments> rows = new ArrayList<>();
    for (EnumerationCase row : all()) {
      for (BackEnd backEnd : BackEnd.values()) {
        rows.add(Arguments.of(row, backEnd));
      }
    }
    return rows;
  }

  private static double[] point(LogDensity density) {
    return new SplittableRandom(8).doubles(density.dimension(), -1, 1).toArray();
  }

  /** The variables, which are real numbers, at a point. */
  private static Map<String, NDArray> values(LogDensity density, double[] at) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    for (LogDensity.Coordinates part : density.coordinates()) {
      double[] own = Arrays.copyOfRange(at, part.offset(), part.offset() + part.size());
      values.put(part.name(), BorchArray.of(part.shape(), own));
    }
    return values;
  }

  private static double logSum(List<Assignment> assignments) {
    double largest = assignments.stream().mapToDouble(Assignment::logJoint).max().orElseThrow();
    return largest
        + Math.log(assignments.stream().mapToDouble(a -> Math.exp(a.logJoint() - largest)).sum());
  }

  @ParameterizedTest
  @MethodSource("allOnEachBackEnd")
  void theDensityIsTheSumOverAllValues(EnumerationCase row, BackEnd backEnd) {
    LogDensity density = LogDensity.of(row.model(), SEED).withBackEnd(backEnd);
    double[] at = point(density);
    double expected = logSum(row.assignments(values(density, at)));

    double[] gradient = new double[at.length];
    assertThat(density.evaluator().valueAndGradient(at, gradient))
        .isCloseTo(expected, within(1e-10));
    for (int i = 0; i < at.length; i++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double slope = (value(density, up) - value(density, down)) / 2e-5;
      assertThat(gradient[i]).isCloseTo(slope, within(1e-7));
    }
    assertThat(density.execution().backEnd()).isEqualTo(backEnd);
  }

  private static double value(LogDensity density, double[] at) {
    return density.evaluator().valueAndGradient(at, new double[at.length]);
  }
}
