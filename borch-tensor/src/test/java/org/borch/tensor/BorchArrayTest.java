package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What an array is, and what in-place operations do to it, to its views and to its copies. */
class BorchArrayTest {

  @Test
  void factoriesNeedNoEngine() {
    for (BorchArray array :
        new BorchArray[] {
          BorchArray.of(1, 2),
          BorchArray.of(new double[][] {{1, 2}}),
          BorchArray.ofFloats(1, 2),
          BorchArray.ofLongs(1, 2),
          BorchArray.of(new Shape(2, 1), new float[] {1, 2})
        }) {
      assertThat(array.isHost()).isTrue();
      assertThat(array.values()).containsExactly(1, 2);
    }
    assertThat(BorchArray.scalar(3, DataType.INT32).getInt()).isEqualTo(3);
    assertThat(BorchArray.full(new Shape(0, 3), 1, DataType.FLOAT64).values()).isEmpty();
  }

  @Test
  void wrongNumbersOfValuesAreRefused() {
    assertThatThrownBy(() -> BorchArray.of(new Shape(2, 2), new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3")
        .hasMessageContaining("(2, 2)");
    assertThatThrownBy(() -> BorchArray.of(new double[][] {{1, 2}, {3}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1");
  }

  @Test
  void theGivenValuesAreCopied() {
    double[] values = {1, 2};
    BorchArray array = BorchArray.of(values);
    values[0] = 9;

    assertThat(array.values()).containsExactly(1, 2);
  }

  @Test
  void inPlaceOperationsChangeViewsTogetherWithTheirArray() {
    BorchArray x = BorchArray.of(new double[][] {{1, 2}, {3, 4}}).mul(1);
    NDArray row = x.get(1);
    NDArray element = x.get(0, 1);

    row.addi(10);
    element.muli(5);
    assertThat(x.values()).containsExactly(1, 10, 13, 14);

    x.set(new ai.djl.ndarray.index.NDIndex("0"), 7);
    assertThat(element.getDouble()).isEqualTo(7);
  }

  @Test
  void copiesOfValuesInJavaMemoryAreIndependent() {
    BorchArray data = BorchArray.of(1, 2);
    BorchArray copy = data.duplicate();
    copy.addi(1);

    assertThat(data.values()).containsExactly(1, 2);
    assertThat(copy.values()).containsExactly(2, 3);
  }

  @Test
  void buffersAreWrittenIntoTheMemoryOfAnArrayOfTheEngine() {
    BorchArray x = BorchArray.ofFloats(1, 2, 3).mul(1);
    NDArray tail = x.get("1:");

    x.set(FloatBuffer.wrap(new float[] {4, 5, 6}));

    assertThat(x.toFloatArray()).containsExactly(4, 5, 6);
    assertThat(tail.toFloatArray()).containsExactly(5, 6);
  }

  @Test
  void aFrozenArrayRefusesInPlaceOperationsInTheNameOfItsOwner() {
    BorchArray frozen = BorchArray.of(1, 2).frozen("eight_schools.tau");

    assertThatThrownBy(() -> frozen.addi(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("eight_schools.tau");
    assertThat(frozen.add(1).toDoubleArray()).containsExactly(2, 3);
  }

  @Test
  void printingShowsShapeTypeAndValuesAndChangesNothing() {
    BorchArray x = BorchArray.of(1.5, 2);
    String text = x.toString();

    assertThat(text).contains("(2)", "float64", "1.5");
    assertThat(x.toString()).isEqualTo(text);
    assertThat(x.isHost()).isTrue();
  }

  @Test
  void contentEqualityComparesShapeTypeAndValues() {
    assertThat(BorchArray.of(1, 2).contentEquals(BorchArray.of(1, 2).mul(1))).isTrue();
    assertThat(BorchArray.of(1, 2).contentEquals(BorchArray.of(1, 3))).isFalse();
    assertThat(BorchArray.of(1, 2).contentEquals(BorchArray.ofFloats(1, 2))).isFalse();
    assertThat(Arrays.asList(BorchArray.of(1.0)).contains(BorchArray.of(1.0))).isFalse();
  }

  @Test
  void aShapeThatDoesNotBroadcastIsRefusedByBothShapes() {
    BorchArray three = BorchArray.of(1, 2, 3);
    for (Shape shape : new Shape[] {new Shape(), new Shape(2), new Shape(3, 2)}) {
      assertThatThrownBy(() -> three.broadcast(shape))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("shape (3) does not broadcast to " + shape);
    }
  }
}
