package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProvenanceTest {

  @Test
  void resultsCarryTheMarksOfAllTheyWereComputedFrom() {
    try (Provenance<String> provenance = new Provenance<>()) {
      NDArray a = provenance.mark(BorchArray.of(1, 2), "a");
      NDArray b = provenance.mark(BorchArray.of(3, 4), "b");
      NDArray free = BorchArray.of(5, 6);
      assertThat(provenance.of(a.mul(2))).containsExactly("a");
      assertThat(provenance.of(ArrayMath.exp(a).add(b))).containsExactlyInAnyOrder("a", "b");
      assertThat(provenance.of(free.add(free))).isEmpty();
    }
  }

  @Test
  void marksPassThroughComparisonsIndicesAndViews() {
    try (Provenance<String> provenance = new Provenance<>()) {
      NDArray index = provenance.mark(BorchArray.ofLongs(1, 0), "index");
      NDArray table = BorchArray.of(7, 8);
      NDArray taken = ArrayMath.take(table, index, 0);
      assertThat(provenance.of(taken)).containsExactly("index");
      assertThat(taken.toDoubleArray()).containsExactly(8, 7);
      NDArray chosen = ArrayMath.where(index.eq(0), table, table.neg());
      assertThat(provenance.of(chosen.reshape(2, 1))).containsExactly("index");
    }
  }

  @Test
  void valuesTypesAndDerivativesStayWhatTheyAre() {
    try (Provenance<String> provenance = new Provenance<>()) {
      NDArray marked = provenance.mark(BorchArray.of(3), "x");
      NDArray gradient =
          Autodiff.valueAndGrad(at -> at.get(0).mul(at.get(0)).sum(), List.of(marked))
              .gradient()
              .get(0);
      assertThat(gradient.toDoubleArray()).containsExactly(6);
      assertThat(provenance.of(gradient)).containsExactly("x");
      assertThat(provenance.plain(marked).toDoubleArray()).containsExactly(3);
      assertThat(provenance.of(provenance.plain(marked))).isEmpty();
    }
  }

  @Test
  void twoFollowersDoNotMixTheirMarks() {
    try (Provenance<String> outer = new Provenance<>();
        Provenance<String> inner = new Provenance<>()) {
      NDArray both = inner.mark(outer.mark(BorchArray.of(1), "outer"), "inner").add(1);
      assertThat(outer.of(both)).containsExactly("outer");
      assertThat(inner.of(both)).containsExactly("inner");
    }
  }
}
