package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.Consumer;
import org.borch.distributions.Distribution;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Sizes beside a prior, and numbers where arrays are asked. */
class ShortFormsTest {

  private static final Seed SEED = Seed.of(3);

  private static Model<Object, NDArray> model(Consumer<Module<Object, NDArray>> body) {
    return Module.<Object, NDArray>of(
            (m, x) -> {
              body.accept(m);
              return BorchArray.scalar(0, DataType.FLOAT64);
            })
        .on();
  }

  private static void sizes(Module<Object, NDArray> m) {
    // region sizes
    m.rv("b", normal(0, 1), 4); // (4)
    m.rv("m", normal(BorchArray.of(1, 2), 1), 3, 2); // (3, 2): three rows around 1 and 2
    m.rv("p", dirichlet(BorchArray.of(1, 1, 1)), 5); // (5, 3): five probability vectors
    m.plate("group", 8).rv("line", normal(0, 1), 2); // (8, 2): two numbers for each group
    // endregion
  }

  @Test
  void sizesBesideAPriorAreItsBatch() {
    Trace draw = model(ShortFormsTest::sizes).samplePrior(SEED.key());
    assertThat(draw.get("b").prior().batchShape()).isEqualTo(new Shape(4));
    assertThat(values(draw.get("b").value())).hasSize(4).doesNotHaveDuplicates();
    assertThat(draw.get("m").value().getShape()).isEqualTo(new Shape(3, 2));
    assertThat(values(draw.get("m").prior().mean())).containsExactly(1, 2, 1, 2, 1, 2);
    assertThat(draw.get("p").value().getShape()).isEqualTo(new Shape(5, 3));
    assertThat(draw.get("p").logPrior().getShape()).isEqualTo(new Shape(5));
  }

  @Test
  void sizesInAPlateAreThoseOfEachRow() {
    Trace draw =
        model(m -> m.plate("group", 3).rv("b", normal(BorchArray.of(0, 10), 1), 2))
            .samplePrior(SEED.key());
    RandomVariable b = draw.get("b");
    assertThat(b.value().getShape()).isEqualTo(new Shape(3, 2));
    assertThat(b.prior().batchShape()).isEqualTo(new Shape(3));
    assertThat(b.prior().eventShape()).isEqualTo(new Shape(2));
  }

  @Test
  void sizesThatThePriorDoesNotHaveAreAnErrorThatSaysSo() {
    Distribution three = normal(BorchArray.of(1, 2, 3), 1);
    Model<?, ?> wrong = model(m -> m.rv("b", three, 4));
    assertThatThrownBy(() -> wrong.samplePrior(SEED.key()))
        .hasMessageContainingAll("b: ", "Normal", "(3)", "(4)", "leave the sizes out");
    Model<?, ?> negative = model(m -> m.rv("b", normal(0, 1), -1));
    assertThatThrownBy(() -> negative.samplePrior(SEED.key())).hasMessageContaining("[-1]");
    Model<?, ?> inPlate = model(m -> m.plate("row", 3).rv("b", three, 2));
    assertThatThrownBy(() -> inPlate.samplePrior(SEED.key())).hasMessageContaining("(2)");
  }

  @Test
  void numbersAreFactorsAndStartsOfParameters() {
    Module<Object, NDArray> module =
        Module.of(
            (m, x) -> {
              m.factor("c", 1.5);
              return m.rv("x", normal(m.parameter("a", 0.25), 1));
            });
    Trace draw = module.on().samplePrior(SEED.key());
    assertThat(values(draw.factors().get("c"))).containsExactly(1.5);
    Model<Object, NDArray> narrow = module.on().in(DataType.FLOAT32);
    try (Params params = narrow.withPosterior(Posteriors.normal().withScale(0.5)).init(SEED)) {
      assertThat(params.names()).containsExactly("a", "x|loc", "x|log_scale");
      assertThat(values(params.get("a"))).containsExactly(0.25);
      assertThat(values(params.get("x|log_scale"))).containsExactly((float) Math.log(0.5));
    }
  }

  @Test
  void aScaleThatIsNoneIsRefused() {
    for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Posteriors.normal().withScale(scale))
          .hasMessageContainingAll("withScale(" + scale + ")", "above 0");
    }
    assertThat(Posteriors.normal()).isEqualTo(Posteriors.normal()).hasToString("normal()");
  }
}
