package org.borch.tensor;

import java.util.Arrays;
import java.util.List;
import org.borch.tensor.jvm.Layout;

/** Where primitives move elements, found by moving their numbers. */
final class Moves {

  private Moves() {}

  /** The places to which a primitive moves elements, found by moving their numbers. */
  static Layout.Gather of(Primitive primitive, List<Spec> inputs) {
    double[][] numbers = new double[inputs.size()][];
    int next = 1;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = new double[inputs.get(i).size()];
      for (int j = 0; j < numbers[i].length; j++) {
        numbers[i][j] = next++;
      }
    }
    return places(primitive, inputs, numbers);
  }

  /** The same for a primitive that chooses elements of its first input by known indices. */
  static Layout.Gather chosen(Primitive primitive, List<Spec> inputs, double[] index) {
    double[] numbers = new double[inputs.get(0).size()];
    for (int j = 0; j < numbers.length; j++) {
      numbers[j] = j + 1;
    }
    return places(primitive, inputs, new double[][] {numbers, index});
  }

  /**
   * The transpose of {@link #chosen}: sums of the elements that go to one place, or where no two
   * do, which is quicker, the elements in other places.
   *
   * @param choice chooses from an array of the shape of the result
   * @param inputs of the choice
   */
  static Layout added(Primitive choice, List<Spec> inputs, double[] index) {
    int[] targets = chosen(choice, inputs, index).index();
    int[] sources = new int[inputs.get(0).size()];
    Arrays.fill(sources, -1);
    for (int i = 0; i < targets.length; i++) {
      if (sources[targets[i]] >= 0) {
        return new Layout.Groups(Layout.Combination.SUM, targets);
      }
      sources[targets[i]] = i;
    }
    return new Layout.Gather(sources);
  }

  private static Layout.Gather places(Primitive primitive, List<Spec> inputs, double[][] numbers) {
    double[] moved = new double[primitive.output(inputs).size()];
    primitive.kernel(inputs).orElseThrow().run(numbers, moved);
    int[] index = new int[moved.length];
    for (int i = 0; i < index.length; i++) {
      index[i] = (int) moved[i] - 1;
    }
    return new Layout.Gather(index);
  }
}
