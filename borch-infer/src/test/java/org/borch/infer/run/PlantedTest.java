package org.borch.infer.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.borch.infer.run.Planted.Mistake;
import org.junit.jupiter.api.Test;

/** Mistakes that people make: the checks of {@link ConformanceTest} find each of them. */
class PlantedTest {

  private static final RegressionTarget REGRESSION = new RegressionTarget();

  @Test
  void withoutAMistakeNothingIsFound() {
    Contract right = Planted.row(Mistake.NONE);
    Conformance.findsNormals(right, NormalTarget.of2(), 2.5);
    Conformance.findsTheRegression(right, REGRESSION.density(1, 1), REGRESSION);
  }

  @Test
  void mistakesInTheStepAreFoundOnNormals() {
    for (Mistake mistake :
        new Mistake[] {
          Mistake.NOISE_WITHOUT_SQRT_2,
          Mistake.GRADIENT_NOT_HALVED,
          Mistake.TEMPERATURE_NOT_UNDER_THE_ROOT,
          Mistake.ONE_NUMBER_FOR_ALL_COORDINATES,
          Mistake.THE_SAME_NOISE_IN_EVERY_STEP
        }) {
      Contract row = Planted.row(mistake);
      requireFound(mistake.name(), () -> Conformance.findsNormals(row, NormalTarget.of2(), 2.5));
    }
  }

  @Test
  void mistakesInTheScaleAreFoundOnMinibatches() {
    Contract noise = Planted.row(Mistake.NOISE_DIVIDED_BY_N);
    requireFound(
        "noise divided by N",
        () -> Conformance.findsTheRegression(noise, REGRESSION.density(1, 1), REGRESSION));
    Contract right = Planted.row(Mistake.NONE);
    double weight = (double) RegressionTarget.ROWS / RegressionTarget.BATCH;
    requireFound(
        "prior in every batch",
        () -> Conformance.findsTheRegression(right, REGRESSION.density(weight, 1), REGRESSION));
    requireFound(
        "rows that count once",
        () -> Conformance.findsTheRegression(right, REGRESSION.density(1, 1 / weight), REGRESSION));
  }

  @Test
  void mistakesWithMomentaAreFound() {
    Contract right = PlantedMomenta.row(PlantedMomenta.Mistake.NONE);
    Conformance.findsNormals(right, NormalTarget.of2(), 2.5);
    Conformance.findsTheRegression(right, REGRESSION.density(1, 1), REGRESSION);
    for (PlantedMomenta.Mistake mistake :
        new PlantedMomenta.Mistake[] {
          PlantedMomenta.Mistake.NOISE_WITHOUT_SQRT_2,
          PlantedMomenta.Mistake.FRICTION_WITH_THE_WRONG_SIGN,
          PlantedMomenta.Mistake.GRADIENT_OF_THE_STEP_BEFORE
        }) {
      Contract row = PlantedMomenta.row(mistake);
      requireFound(mistake.name(), () -> Conformance.findsNormals(row, NormalTarget.of2(), 2.5));
    }
    for (PlantedMomenta.Mistake mistake :
        new PlantedMomenta.Mistake[] {
          PlantedMomenta.Mistake.NOISE_TIMES_N, PlantedMomenta.Mistake.NOISE_WITHOUT_MASS
        }) {
      Contract row = PlantedMomenta.row(mistake);
      requireFound(
          mistake.name(),
          () -> Conformance.findsTheRegression(row, REGRESSION.density(1, 1), REGRESSION));
    }
    double weight = (double) RegressionTarget.ROWS / RegressionTarget.BATCH;
    requireFound(
        "prior in every batch",
        () -> Conformance.findsTheRegression(right, REGRESSION.density(weight, 1), REGRESSION));
  }

  private static void requireFound(String mistake, ThrowingCallable check) {
    assertThatThrownBy(check)
        .as(mistake)
        .isInstanceOfAny(AssertionError.class, ArithmeticException.class);
  }
}
