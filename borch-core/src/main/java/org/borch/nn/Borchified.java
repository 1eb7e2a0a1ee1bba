package org.borch.nn;

import static org.borch.tensor.ArrayMath.cast;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.borch.Module;
import org.borch.distributions.Distribution;
import org.borch.tensor.BorchArray;
import org.borch.tensor.DropoutNoise;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * A DJL Block as a module: the Block asks for its weights, and gets the values of random variables,
 * of which one serves all places that share a weight. Made by {@link Borchify}.
 *
 * <p>In draws of a fit, with the data, it runs as DJL trains it: dropout drops, by the draw's key,
 * and batch normalisation uses the batch's statistics, of which {@code Infer.fit} keeps the running
 * means at its end. Everywhere else, in predictions and in the densities that samplers see, it runs
 * as DJL evaluates it.
 *
 * @param <T> of input and output: NDArray or NDList
 */
public final class Borchified<T> extends Module<T, T> {

  private final BlockWeights weights;
  private final Function<T, NDList> toList;
  private final Function<NDList, T> fromList;

  Borchified(BlockWeights weights, Function<T, NDList> toList, Function<NDList, T> fromList) {
    this.weights = weights;
    this.toList = toList;
    this.fromList = fromList;
  }

  /** The parameters of the Block, each once, in its order. */
  public List<Weight> weights() {
    return weights.weights();
  }

  /** What the Block computes with the weights of this draw. */
  @Override
  protected T forward(T input) {
    NDList arrays = new NDList(); // Blocks may add to the list that they get
    toList.apply(input).forEach(array -> arrays.add(BorchArray.wrap(array)));
    Noise noise = noise("noise");
    Drawn drawn = new Drawn(arrays.head().getManager(), noise.type());
    try (DropoutNoise random = DropoutNoise.open((call, shape) -> noise.at(call).uniform(shape))) {
      T output =
          fromList.apply(weights.block().forward(drawn, arrays, isTraining(), new PairList<>()));
      drawn.update();
      return output;
    }
  }

  /** What a Block gets its weights from in one draw. */
  private final class Drawn extends ParameterStore {

    private final DataType type;
    private final Map<String, NDArray> values = new HashMap<>();
    private final Map<String, NDArray> buffers = new HashMap<>();

    Drawn(NDManager manager, DataType type) {
      super(manager, false);
      this.type = type;
    }

    @Override
    public @Nullable NDArray getValue(
        @Nullable Parameter parameter, @Nullable Device device, boolean training) {
      if (parameter == null) {
        return null; // a Block without bias asks so
      }
      NDArray known = values.get(parameter.getId());
      if (known == null) {
        known = value(weights.of(parameter));
        values.put(parameter.getId(), known);
      }
      return known;
    }

    private NDArray value(BlockWeights.Entry entry) {
      Weight weight = entry.weight();
      String name = weight.name();
      if (weight.isBuffer()) {
        NDArray own = buffer(name, weight.value()).duplicate(); // training writes into it
        buffers.put(name, own);
        return own;
      } else if (entry.treatment() instanceof Treatment.Random random) {
        Distribution prior = random.prior().prior(weight).expand(weight.shape());
        return switch (entry.start()) {
          case BLOCK -> rv(name, prior, noise -> weight.value());
          case FRESH -> rv(name, prior, prior::sample);
          case PRIOR_MEAN -> rv(name, prior);
        };
      }
      return entry.treatment() instanceof Treatment.Learned
          ? parameter(name, weight.value())
          : cast(weight.value(), type);
    }

    void update() {
      if (isTraining()) {
        buffers.forEach(Borchified.this::update);
      }
    }
  }

  @Override
  public String toString() {
    return "Borchified(" + weights.block().getClass().getSimpleName() + ")";
  }
}
