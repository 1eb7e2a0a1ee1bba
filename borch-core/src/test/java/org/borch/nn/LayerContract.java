package org.borch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** What every layer from rows to rows keeps; a layer's test extends it and gets all checks. */
public abstract class LayerContract {

  private static final Seed SEED = Seed.of(8);
  private static final int ROWS = 6;

  /** For the rounding of sums of a few numbers in another order. */
  private static final double TOLERANCE = 1e-12;

  private final long in;
  private final long out;

  /** Of layers from rows of one length to rows of another. */
  protected LayerContract(long in, long out) {
    this.in = in;
    this.out = out;
  }

  /** A new layer, the same each time. */
  protected abstract Module<NDArray, NDArray> layer();

  private NDArray input(long... batch) {
    long[] shape = Arrays.copyOf(batch, batch.length + 1);
    shape[batch.length] = in;
    double[] values = new double[(int) new Shape(shape).size()];
    Arrays.setAll(values, i -> Math.sin(1 + i));
    return BorchArray.of(new Shape(shape), values);
  }

  private Trace draw(NDArray x) {
    return layer().on(x).samplePrior(SEED.at(0));
  }

  private static NDArray output(Trace draw) {
    return draw.output(NDArray.class);
  }

  @Test
  void anyBatchAxesStayInFrontOfTheRows() {
    assertThat(output(draw(input())).getShape()).isEqualTo(new Shape(out));
    assertThat(output(draw(input(ROWS))).getShape()).isEqualTo(new Shape(ROWS, out));
    assertThat(output(draw(input(2, 3))).getShape()).isEqualTo(new Shape(2, 3, out));
  }

  @Test
  void aRowsOutputIsItsOwn() {
    NDArray x = input(ROWS);
    double[] all = values(output(draw(x)));
    for (int row = 0; row < ROWS; row++) {
      double[] own = Arrays.copyOfRange(all, (int) (row * out), (int) ((row + 1) * out));
      assertThat(values(output(draw(x.get(row))))).containsExactly(own, within(TOLERANCE));
    }
  }

  @Test
  void aKeyDecidesTheWeights() {
    NDArray x = input(ROWS);
    assertThat(values(output(draw(x)))).containsExactly(values(output(draw(x))));
    double[] other = values(output(layer().on(x).samplePrior(SEED.at(1))));
    assertThat(values(output(draw(x)))).isNotEqualTo(other);
  }

  @Test
  void everyWeightIsLearned() {
    Model<NDArray, NDArray> model = layer().on(input(ROWS)).withPosterior(Posteriors.normal());
    try (Params params = model.init(SEED)) {
      List<RandomVariable> weights = model.sample(params, SEED.at(0)).latents();
      assertThat(weights).isNotEmpty();
      assertThat(params.names())
          .containsExactlyElementsOf(
              weights.stream()
                  .flatMap(w -> List.of(w.name() + "|loc", w.name() + "|log_scale").stream())
                  .toList());
      assertThat(weights).allSatisfy(w -> assertThat(w.divergence()).as(w.name()).isPresent());
    }
  }

  @Test
  void anInputOfAnotherLengthIsAnErrorThatSaysWhatIsExpected() {
    double[] longer = new double[(int) in + 1];
    assertThatThrownBy(() -> draw(BorchArray.of(longer)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(" + (in + 1) + ")")
        .hasMessageContaining("expected " + in);
  }
}
