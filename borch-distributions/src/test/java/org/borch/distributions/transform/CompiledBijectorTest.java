package org.borch.distributions.transform;

import static org.borch.distributions.BackEnds.assertAgree;
import static org.borch.distributions.BackEnds.withGradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bijector on every back-end. */
class CompiledBijectorTest {

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  static Stream<Arguments> all() {
    return BijectorContractTest.all().stream()
        .flatMap(
            row ->
                Stream.of(DataType.FLOAT64, DataType.FLOAT32).map(type -> Arguments.of(row, type)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void bothDirectionsTheLogJacobianAndTheirGradients(BijectorContractTest.Row row, DataType type) {
    Bijector bijector = row.bijector();
    Shape shape = new Shape(5).addAll(row.input());
    NDArray u = Noise.of(Seed.of(5).key(), type).normal(shape);
    NDArray x = bijector.forward(u).toType(type, false);

    assertAgree(withGradient(in -> bijector.forward(in.get(0)), 1), List.of(u));
    assertAgree(withGradient(in -> bijector.inverse(in.get(0)), 1), List.of(x));
    assertAgree(
        withGradient(in -> bijector.logAbsDetJacobian(in.get(0), bijector.forward(in.get(0))), 1),
        List.of(u));
    assertAgree(
        withGradient(in -> bijector.logAbsDetJacobian(bijector.inverse(in.get(0)), in.get(0)), 1),
        List.of(x));
  }
}
