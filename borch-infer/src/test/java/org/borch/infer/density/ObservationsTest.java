package org.borch.infer.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.Batch;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.junit.jupiter.api.Test;

class ObservationsTest {

  private static final NDArray AT = BorchArray.of(1, 2, 0.5);

  private static Batch<NDArray> batch(double... y) {
    return new Batch<>(
        BorchArray.of(new double[][] {{1, 0}, {0, 1}}),
        "row",
        6,
        BorchArray.of(new Shape(2), new long[] {0, 1}),
        Map.of("y", BorchArray.of(y)));
  }

  private static Observations<NDArray> line() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("out.weight", new Shape(1, 2));
    shapes.put("out.bias", new Shape(1));
    return Observations.of(
        shapes,
        DataType.FLOAT64,
        key -> batch(1, 4),
        (at, rows) -> at.linear("out", rows.input()).flatten(),
        (mean, rows) -> rows.observed().get("y").sub(mean).square().mul(-0.5));
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @Test
  void thePriorCountsOnceAndEachRowForAllThatItStandsFor() {
    Observations<NDArray> flat = line();
    Observations<NDArray> line =
        flat.withPrior(at -> at.get("out.weight").square().sum().mul(-0.5));
    StepData data = line.data(Key.of(0));
    double rows = -0.5 * (0.25 + 2.25);
    assertThat(values(line.rows(AT, data))).containsExactly(-0.125, -1.125);
    assertThat(values(line.value(AT, data))).containsExactly(-2.5 + 3 * rows);
    assertThat(values(line.logPrior(AT, data))).containsExactly(-2.5);
    assertThat(values(flat.logPrior(AT, data))).containsExactly(0);
    assertThat(data.weight()).isEqualTo(3);
    RowLikelihood derived = new Derived(line);
    assertThat(values(derived.logPrior(AT, data))[0]).isCloseTo(-2.5, within(1e-12));
    assertThat(line.fault(AT, data)).startsWith("the log density is -");
  }

  @Test
  void aTapSeesInputsAndOutputsOfLinearLayersAndMayChangeThem() {
    Outputs outputs = line().outputs().orElseThrow();
    List<String> seen = new ArrayList<>();
    NDArray values =
        outputs.values(
            AT,
            StepData.of(batch(1, 4)),
            (layer, input, output) -> {
              seen.add(layer + input.getShape() + output.getShape());
              return output.add(10);
            });
    assertThat(seen).containsExactly("out(2, 2)(2, 1)");
    assertThat(values(values)).containsExactly(11.5, 12.5);
    assertThat(values(outputs.values(AT, StepData.of(batch(1, 4))))).containsExactly(1.5, 2.5);
  }

  @Test
  void simulatedRowsHaveOtherObservations() {
    Observations<NDArray> line =
        line()
            .withSimulation(
                (mean, rows, key) ->
                    Map.of("y", mean.add(Noise.of(key, DataType.FLOAT64).normal(mean.getShape()))));
    Outputs outputs = line.outputs().orElseThrow();
    StepData data = StepData.of(batch(1, 4));
    NDArray mean = outputs.values(AT, data);
    Batch<?> first = outputs.simulated(mean, data, Key.of(1)).batch().orElseThrow();
    Batch<?> again = outputs.simulated(mean, data, Key.of(1)).batch().orElseThrow();
    Batch<?> other = outputs.simulated(mean, data, Key.of(2)).batch().orElseThrow();
    double[] y = values(first.observed().get("y"));
    assertThat(values(again.observed().get("y"))).containsExactly(y);
    assertThat(values(other.observed().get("y"))).isNotEqualTo(y);
    assertThat(first.size()).isEqualTo(6);
  }

  @Test
  void rowsThatWereNotSeenHaveNoLikelihood() {
    Observations<NDArray> line =
        line().withSeen(rows -> rows.observed().get("y").eq(rows.observed().get("y")));
    StepData data = StepData.of(batch(Double.NaN, 4));
    assertThat(values(line.seen(data))).containsExactly(0, 1);
    assertThat(values(line().seen(data))).containsExactly(1, 1);
    assertThat(values(line.rows(AT, data))).containsExactly(0, -1.125);
    Outputs outputs = line.outputs().orElseThrow();
    NDArray mean = outputs.values(AT, data);
    assertThat(values(outputs.logLikelihoods(mean, data))).containsExactly(0, -1.125);
    assertThat(values(line.eachRow(data, row -> List.of(line.rows(AT, row).sum())).get(0)))
        .containsExactly(0, -1.125);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    Observations<NDArray> line = line();
    StepData data = line.data(Key.of(0));
    Outputs outputs = line.outputs().orElseThrow();
    assertThatThrownBy(() -> outputs.simulated(AT, data, Key.of(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("withSimulation");
    Observations<NDArray> bare =
        Observations.of(
            line.parameters(), DataType.FLOAT64, key -> batch(1, 4), (at, rows) -> rows.input());
    assertThat(bare.outputs()).isEmpty();
    assertThatThrownBy(() -> bare.withSimulation((mean, rows, key) -> Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected outputs");
    Weights weights = new Weights(Map.of("a.weight", AT.reshape(1, 3)), Weights.Tap.NONE);
    assertThatThrownBy(() -> weights.linear("b", AT.reshape(1, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no parameter b.weight, expected one of [a.weight]");
    assertThatThrownBy(() -> weights.linear("a", AT.reshape(3, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.weight of shape (1, 3) for an input of shape (3, 1)");
    assertThatThrownBy(() -> StepData.all().weight())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a step without rows");
  }
}
