package org.borch.infer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Map;
import org.borch.ArrayFile;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedStateTest {

  @TempDir private Path directory;

  @Test
  void arraysComeBackFromAFileBitForBitInTypeAndShape() {
    double[] doubles = {Double.NaN, -0.0, Double.MIN_VALUE, 0.1, Double.NEGATIVE_INFINITY};
    float[] floats = {0.1f, Float.MIN_VALUE, -0f, Float.MAX_VALUE};
    SavedState memory = SavedState.empty();
    memory.at("a").put("x", doubles);
    memory.at("b").put("x", BorchArray.of(new Shape(2, 2), floats));
    doubles[3] = 5; // what is kept is a copy
    Path file = directory.resolve("memory.json");
    ArrayFile.of("test", memory.arrays(), Map.of()).save(file);
    SavedState read = SavedState.of(ArrayFile.load(file, "test").arrays());
    assertThat(read.at("a").get("x", 5))
        .containsExactly(Double.NaN, -0.0, Double.MIN_VALUE, 0.1, Double.NEGATIVE_INFINITY);
    BorchArray single = read.at("b").array("x");
    float[] back = new float[4];
    single.copyTo(back);
    assertThat(back).containsExactly(floats);
    assertThat(new Spec(single.getShape(), single.getDataType()).toString())
        .isEqualTo("float32(2, 2)");
  }

  @Test
  void whatIsMissingOrOfAnotherSizeIsNamedInFull() {
    SavedState memory = SavedState.empty();
    memory.at("chain0").put("position", 1, 2);
    assertThat(memory.at("chain0").has("position")).isTrue();
    assertThatThrownBy(() -> memory.at("chain0").get("position", 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 numbers in chain0/position, expected 3");
    assertThatThrownBy(() -> memory.at("chain0").array("momentum"))
        .hasMessageContaining("checkpoint without chain0/momentum");
    assertThat(memory).hasToString("SavedState of [chain0/position]");
  }
}
