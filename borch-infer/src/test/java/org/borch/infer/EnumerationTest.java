package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.borch.infer.EnumerationCase.Assignment;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
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

  private static double logSum(List<Assignment> assignments, ToDoubleFunction<Assignment> log) {
    double largest = assignments.stream().mapToDouble(log).max().orElseThrow();
    return largest
        + Math.log(
            assignments.stream().mapToDouble(a -> Math.exp(log.applyAsDouble(a) - largest)).sum());
  }

  @ParameterizedTest
  @MethodSource("allOnEachBackEnd")
  void theDensityIsTheSumOverAllValues(EnumerationCase row, BackEnd backEnd) {
    LogDensity density = LogDensity.of(row.model(), SEED).withBackEnd(backEnd);
    double[] at = point(density);
    double expected = logSum(row.assignments(values(density, at)), Assignment::logJoint);

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

  @ParameterizedTest
  @MethodSource("all")
  void itsPartsAreSumsOverAllValues(EnumerationCase row) {
    LogDensity density = LogDensity.of(row.model(), SEED);
    double[] at = point(density);
    List<Assignment> assignments = row.assignments(values(density, at));

    LogDensityTerms terms = density.terms(at);

    double prior = logSum(assignments, Assignment::logPrior);
    double joint = logSum(assignments, Assignment::logJoint);
    assertThat(terms.logPrior()).isCloseTo(prior, within(1e-10));
    assertThat(terms.logLikelihood()).isCloseTo(joint - prior, within(1e-10));
    assertThat(terms.logJacobian()).isEqualTo(0);
    double[] rows = BorchArray.wrap(terms.rows().get("y")).values();
    for (int i = 0; i < rows.length; i++) {
      int y = i;
      double withRow = logSum(assignments, a -> a.logPrior() + a.logRows()[y]);
      assertThat(rows[i]).isCloseTo(withRow - prior, within(1e-10));
    }
    assertThat(density.constrain(at).keySet()).isEqualTo(values(density, at).keySet());
    assertThat(density.faults(at)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void probabilitiesOfStatesAreThoseOfAllValues(EnumerationCase row) {
    LogDensity density = LogDensity.of(row.model(), SEED);
    double[] at = point(density);
    List<Assignment> assignments = row.assignments(values(density, at));
    double total = logSum(assignments, Assignment::logJoint);

    Map<String, NDArray> probabilities = density.discreteProbabilities(at);

    assertThat(density.discretes())
        .extracting(Discrete::name)
        .containsExactlyElementsOf(
            row.hidden().stream().map(EnumerationCase.Hidden::name).toList());
    for (Discrete discrete : density.discretes()) {
      double[] found = BorchArray.wrap(probabilities.get(discrete.name())).values();
      double[] expected = new double[found.length];
      for (Assignment assignment : assignments) {
        int[] states = states(discrete, assignment.values().get(discrete.name()));
        for (int i = 0; i < states.length; i++) {
          expected[i * discrete.size() + states[i]] += Math.exp(assignment.logJoint() - total);
        }
      }
      assertThat(found).containsExactly(expected, within(1e-12));
    }
  }

  /** The number of each row's state. */
  private static int[] states(Discrete discrete, double[] values) {
    double[] table = BorchArray.wrap(discrete.states()).values();
    int size = table.length / discrete.size();
    int[] states = new int[values.length / size];
    for (int row = 0; row < states.length; row++) {
      while (!Arrays.equals(
          values,
          row * size,
          (row + 1) * size,
          table,
          states[row] * size,
          (states[row] + 1) * size)) {
        states[row]++;
      }
    }
    return states;
  }

  @ParameterizedTest
  @MethodSource("all")
  void drawsOfTheDiscreteVariablesFollowTheirJointLaw(EnumerationCase row) {
    LogDensity density = LogDensity.of(row.model(), SEED);
    double[] at = point(density);
    List<Assignment> assignments = row.assignments(values(density, at));
    double total = logSum(assignments, Assignment::logJoint);
    int draws = 4000;
    Map<List<Double>, Integer> counts = new HashMap<>();
    for (int i = 0; i < draws; i++) {
      counts.merge(joined(density.drawDiscrete(at, SEED.at(i)), row), 1, Integer::sum);
    }

    // Pearson's statistic; values that are expected less than five times are one cell.
    double statistic = 0;
    int cells = 0;
    double rest = draws;
    double restCount = draws;
    for (Assignment assignment : assignments) {
      double expected = draws * Math.exp(assignment.logJoint() - total);
      if (expected >= 5) {
        int count = counts.getOrDefault(joined(assignment.values(), row), 0);
        statistic += (count - expected) * (count - expected) / expected;
        rest -= expected;
        restCount -= count;
        cells++;
      }
    }
    if (rest >= 5) {
      statistic += (restCount - rest) * (restCount - rest) / rest;
      cells++;
    }
    // The upper tail beyond df + 4 sqrt(2 df) + 4 has a probability below 1e-3 for each df.
    int df = Math.max(1, cells - 1);
    assertThat(cells).isGreaterThan(1);
    assertThat(statistic).isLessThan(df + 4 * Math.sqrt(2.0 * df) + 4);
  }

  private static List<Double> joined(Map<String, ?> values, EnumerationCase row) {
    List<Double> all = new ArrayList<>();
    for (EnumerationCase.Hidden variable : row.hidden()) {
      double[] own =
          values.get(variable.name()) instanceof NDArray array
              ? BorchArray.wrap(array).values()
              : (double[]) values.get(variable.name());
      Arrays.stream(own).forEach(all::add);
    }
    return all;
  }
}
