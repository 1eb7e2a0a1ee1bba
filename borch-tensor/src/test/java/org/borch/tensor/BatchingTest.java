package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchingTest {
  static Stream<PrimitiveCase> all() {
    return SpatialCases.all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void torchText(PrimitiveCase row) {
    List<BorchArray> in = row.prepared(row.arrays(DataType.FLOAT64));
    List<Spec> specs = in.stream().map(BorchArray::spec).toList();
    TorchWriter w = new TorchWriter();
    List<String> names = new ArrayList<>();
    String head = "def f(self";
    Object[] arr = new Object[in.size()];
    for (int i = 0; i < in.size(); i++) {
      names.add("x" + i);
      head += ", x" + i + ": Tensor";
      arr[i] = in.get(i).toNative();
    }
    String e = row.primitive().torch(w, names, specs);
    String text = head + ") -> Tensor:\n" + w + "  return " + e + "\n";
    TorchScript s =
        TorchScript.load(ai.djl.engine.Engine.getEngine("PyTorch").newBaseManager(), text);
    double[] r = BorchArray.wrap(s.call("f", arr)).values();
    double[] q = BorchArray.apply(row.primitive(), in).values();
    for (int i = 0; i < q.length; i++)
      assertThat(r[i]).isCloseTo(q[i], within(1e-12 * Math.max(1, Math.abs(q[i]))));
  }

  @ParameterizedTest
  @MethodSource("all")
  void batchedIsALoop(PrimitiveCase row) {
    int n = row.inputs().size();
    for (int mask = 1; mask < 1 << n; mask++) {
      boolean[] mapped = new boolean[n];
      List<BorchArray> single = row.prepared(row.arrays(DataType.FLOAT64));
      List<BorchArray> inputs = new ArrayList<>();
      List<List<BorchArray>> loop =
          List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < n; i++) {
        mapped[i] = (mask >> i & 1) == 1;
        boolean floating = single.get(i).getDataType().isFloating();
        List<BorchArray> parts = new ArrayList<>();
        for (int s = 0; s < 3; s++) {
          BorchArray part =
              mapped[i] && floating ? single.get(i).mul(1 + 0.3 * s).add(s * 0.01) : single.get(i);
          parts.add(part);
          loop.get(s).add(part);
        }
        inputs.add(mapped[i] ? ShapedArray.join(parts, 0) : single.get(i));
      }
      double[] got = row.primitive().batched(3, mapped, inputs).values();
      List<BorchArray> results = new ArrayList<>();
      for (List<BorchArray> args : loop) results.add(BorchArray.apply(row.primitive(), args));
      double[] want = ShapedArray.join(results, 0).values();
      assertThat(got).hasSameSizeAs(want);
      for (int i = 0; i < want.length; i++)
        assertThat(got[i])
            .as("mask " + mask)
            .isCloseTo(want[i], within(1e-12 * Math.max(1, Math.abs(want[i]))));
    }
  }
}
