package org.borch.outside;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;
import org.borch.Trace;
import org.borch.nn.LayerContract;
import org.borch.nn.Prior;
import org.borch.nn.Priors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** A layer as a user writes it, with what is public: the page on layers shows it. */
class OwnLayerTest extends LayerContract {

  // region layer
  /** A linear map through few numbers: y = x down up, down [in, rank] and up [rank, out]. */
  private static final class Bottleneck extends Module<NDArray, NDArray> {
    private final long in;
    private final long rank;
    private final long out;
    private final Prior prior;

    Bottleneck(long in, long rank, long out, Prior prior) {
      this.in = in;
      this.rank = rank;
      this.out = out;
      this.prior = prior;
    }

    /** x: batch + [in] → batch + [out]. */
    @Override
    protected NDArray forward(NDArray x) {
      Shape shape = x.getShape();
      if (shape.dimension() == 0 || shape.get(shape.dimension() - 1) != in) {
        throw new IllegalArgumentException(
            this + " got an input of shape " + shape + ", expected " + in + " at the last axis");
      }
      NDArray down = weight("down", in, rank);
      NDArray up = weight("up", rank, out);
      NDArray rows = shape.dimension() == 1 ? x.expandDims(0) : x;
      NDArray y = rows.matMul(down).matMul(up);
      return shape.dimension() == 1 ? y.squeeze(0) : y;
    }

    private NDArray weight(String name, long from, long to) {
      Shape shape = new Shape(from, to);
      return rv(name, prior.of(shape, from, to).expand(shape));
    }

    @Override
    public String toString() {
      return "Bottleneck(" + in + ", " + rank + ", " + out + ")";
    }
  }

  // endregion

  OwnLayerTest() {
    super(5, 3);
  }

  @Override
  protected Module<NDArray, NDArray> layer() {
    return new Bottleneck(5, 2, 3, Priors.kaiming());
  }

  @Test
  void aPriorHearsHowManyNumbersMeet() {
    NDArray x = BorchArray.of(new double[5]);
    Trace draw = layer().on(x).samplePrior(Seed.of(1).at(0));

    assertThat(draw.get("down").prior().parameters().get(1).value().number())
        .isEqualTo(1 / Math.sqrt(5));
    assertThat(draw.get("up").prior().parameters().get(1).value().number())
        .isEqualTo(1 / Math.sqrt(2));
  }
}
