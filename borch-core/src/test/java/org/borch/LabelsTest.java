package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.Minibatches.minibatches;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Names of a plate's rows, and of a factor's levels. */
class LabelsTest {

  private static final List<String> SCHOOLS = List.of("Choate", "Deerfield", "Hotchkiss");

  private static Module<Object, NDArray> schools(List<String> labels, int size) {
    return Module.of(
        (m, nothing) -> {
          NDArray theta =
              m.plate("school", labels).rv("theta", normal(m.rv("mu", normal(0, 1)), 1));
          m.plate("school", labels).deterministic("twice", theta.mul(2));
          return m.plate("school", size).rv("y", normal(theta, 1));
        });
  }

  private static List<String> labels(Model<?, ?> model, String name) {
    List<PlateAxis> plates = model.plates().get(name);
    assertThat(plates).as(name).hasSize(1);
    return plates.get(0).labels();
  }

  @Test
  void labelsAreThoseOfEveryVariableInThePlate() {
    Model<Object, NDArray> model = schools(SCHOOLS, 3).on();
    for (String name : List.of("theta", "twice", "y")) {
      assertThat(labels(model, name)).as(name).isEqualTo(SCHOOLS);
    }
    assertThat(model.plates().get("mu")).isEmpty();
    assertThat(labels(model.decentred("theta"), "theta")).isEqualTo(SCHOOLS);
    assertThat(labels(model.intervene("theta", BorchArray.of(1, 2, 3)), "theta"))
        .isEqualTo(SCHOOLS);
  }

  @Test
  void labelsOfAMinibatchsPlateAreThoseOfAllRows() {
    Module<NDArray, NDArray> module =
        Module.of((m, x) -> m.plate("school", SCHOOLS).rv("y", normal(x, 1)));
    BorchArray data = BorchArray.of(1, 2, 3);
    Model<NDArray, NDArray> model =
        module.on(minibatches((NDArray) data, 2).plate("school").observing("y", data));
    assertThat(labels(model, "y")).isEqualTo(SCHOOLS);
  }

  @Test
  void aWrongNumberOfLabelsIsAnErrorThatSaysBoth() {
    assertThatThrownBy(() -> schools(SCHOOLS.subList(0, 2), 3).on().samplePrior(Seed.of(1).key()))
        .hasMessageContainingAll("school", "size 3", "size 2");
    Module<Object, NDArray> late =
        Module.of(
            (m, nothing) -> {
              m.plate("school", 3).rv("x", normal(0, 1));
              return m.plate("school", List.of("a", "b")).rv("y", normal(0, 1));
            });
    assertThatThrownBy(() -> late.on().samplePrior(Seed.of(1).key()))
        .hasMessageContainingAll("plate \"school\": 2 labels", "size 3", "one label");
    assertThatThrownBy(() -> schools(SCHOOLS, 3).on().observe("y", BorchArray.of(1, 2, 3, 4)))
        .hasMessageContainingAll("y", "(4)", "3");
  }

  @Test
  void labelsThatNameNoRowAreRefused() {
    for (List<String> wrong :
        List.of(List.of("a", "b", "a"), List.of("a", " "), List.of("a[1]"), List.of("a\nb"))) {
      assertThatThrownBy(() -> schools(wrong, wrong.size()).on().samplePrior(Seed.of(1).key()))
          .as("%s", wrong)
          .hasMessageContaining("plate \"school\": the label");
    }
    Module<Object, NDArray> two =
        Module.of(
            (m, nothing) -> {
              m.plate("p", List.of("a", "b")).rv("x", normal(0, 1));
              return m.plate("p", List.of("b", "a")).rv("y", normal(0, 1));
            });
    assertThatThrownBy(() -> two.on().samplePrior(Seed.of(1).key()))
        .hasMessageContaining("other labels");
  }

  @Test
  void aDerivedQuantityOfOtherRowsIsRefused() {
    Module<Object, NDArray> module =
        Module.of((m, nothing) -> m.plate("p", 3).deterministic("d", m.rv("x", normal(0, 1), 2)));
    assertThatThrownBy(() -> module.on().samplePrior(Seed.of(1).key()))
        .hasMessageContainingAll("d: deterministic of shape (2)", "(3)");
  }

  @Test
  void aFactorHasIndicesLabelsAndIndicatorsAgainstTheReference() {
    Factor drug = Factor.of("b", "placebo", "a", "b");
    assertThat(drug.levels()).containsExactly("a", "b", "placebo");
    Factor against = drug.withReference("placebo");
    assertThat(against.levels()).containsExactly("placebo", "a", "b");
    assertThat(against.others()).containsExactly("a", "b");
    assertThat(against.index().getDataType()).isEqualTo(DataType.INT64);
    assertThat(values(against.index())).containsExactly(2, 0, 1, 2);
    assertThat(against.indicators().getShape()).isEqualTo(new Shape(4, 2));
    assertThat(values(against.indicators())).containsExactly(0, 1, 0, 0, 1, 0, 0, 1);
    assertThat(against.rows()).containsExactly("b", "placebo", "a", "b");
    assertThat(values(against.on(List.of("a", "placebo")).index())).containsExactly(1, 0);
    assertThat(against).hasToString("Factor of 3 levels, 4 rows");
  }

  @Test
  void aLevelThatAFactorDoesNotHaveIsAnErrorThatOffersTheNearest() {
    Factor drug = Factor.of("placebo", "aspirin");
    assertThatThrownBy(() -> drug.withReference("placeba"))
        .hasMessageContainingAll("placeba", "[aspirin, placebo]", "did you mean \"placebo\"");
    assertThatThrownBy(() -> drug.on(List.of("aspirine")))
        .hasMessageContainingAll("aspirine", "did you mean \"aspirin\"");
    assertThatThrownBy(() -> new Factor(List.of("a"), List.of(1))).hasMessageContaining("0 to 0");
    assertThatThrownBy(() -> Factor.of("a]")).hasMessageContaining("factor: the label");
  }
}
