package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.Formulas;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a zero derivative zero where it meets a slope that is infinite or no number: the rule
 * 0 · ∞ = 0 of the chain rule. A state that is impossible has no say, and what has no say has no
 * derivative, of any order.
 *
 * <p>{@link Part#PRODUCT} takes a product of a derivative and a slope, and the derivative; it is 0
 * where the derivative is. Its own derivative is that of the product, except where the zero has met
 * such a slope, or meets it in the change: {@link Part#CHANGE} takes a change of the product, the
 * product and the derivative.
 *
 * @param axes along which the incoming derivatives must be zero together, because the slope mixes
 *     their elements, as of matrices; counted from the end, -1 is the last
 */
public record Guard(Part part, List<Integer> axes) implements Primitive {

  /** What is guarded. */
  public enum Part {
    /** A product: inputs are it and the incoming derivative. */
    PRODUCT,
    /** A change of a product: inputs are it, the product and the incoming derivative. */
    CHANGE
  }

  /** The product, guarded by the derivative in it. */
  static BorchArray of(BorchArray product, BorchArray incoming, int... axes) {
    int rank = incoming.getShape().dimension();
    List<Integer> all = Arrays.stream(axes).map(a -> a < 0 ? a : a - rank).boxed().toList();
    return BorchArray.apply(new Guard(Part.PRODUCT, all), List.of(product, incoming));
  }

  @Override
  public String label() {
    return "guard " + part.name().toLowerCase(java.util.Locale.ROOT);
  }

  private Shape incoming(List<Spec> inputs) {
    Shape shape = inputs.get(inputs.size() - 1).shape();
    List<Integer> ascending = axes.stream().map(a -> a + shape.dimension()).sorted().toList();
    return Shapes.reduce(shape, ascending, true);
  }

  @Override
  public Spec output(List<Spec> inputs) {
    Spec value = inputs.get(0);
    if (!Shapes.broadcastsTo(incoming(inputs), value.shape())) {
      throw new IllegalArgumentException(
          "product "
              + value
              + " with a derivative "
              + inputs.get(inputs.size() - 1)
              + ", expected one that broadcasts to it");
    }
    return value;
  }

  @Override
  public NDArray eager(NDArray[] inputs) {
    return part == Part.PRODUCT
        ? NativeOperations.guard(inputs[0], inputs[1], axes)
        : NativeOperations.guardChange(inputs[0], inputs[1], inputs[2], axes);
  }

  @Override
  public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    String mask = "torch.eq(" + arguments.get(arguments.size() - 1) + ", 0)";
    for (int axis : axes) {
      mask = "torch.all(" + mask + ", " + axis + ", True)";
    }
    if (part == Part.CHANGE) {
      mask =
          "torch.logical_and("
              + mask
              + ", torch.logical_not(torch.logical_and(torch.isfinite("
              + arguments.get(0)
              + "), torch.isfinite("
              + arguments.get(1)
              + "))))";
    }
    return "torch.masked_fill(" + arguments.get(0) + ", " + mask + ", 0.0)";
  }

  @Override
  public @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    return input == 0 ? changed(cotangent, inputs) : null;
  }

  @Override
  public @Nullable BorchArray tangent(
      List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
    BorchArray direction = tangents.get(0);
    return direction == null ? null : changed(direction, inputs);
  }

  private BorchArray changed(BorchArray change, List<BorchArray> inputs) {
    int last = inputs.size() - 1;
    return BorchArray.apply(
        new Guard(Part.CHANGE, axes), List.of(change, inputs.get(last - 1), inputs.get(last)));
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    Batch batch = new Batch(size, mapped, inputs);
    List<BorchArray> arrays = new ArrayList<>(batch.aligned());
    arrays.set(0, batch.whole(0));
    return BorchArray.apply(this, arrays);
  }

  @Override
  public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
    return axes.isEmpty()
        ? new Layout.Elementwise(part == Part.PRODUCT ? Formulas.GUARD : Formulas.GUARD_CHANGE)
        : new Layout.Opaque();
  }

  /** Nothing: programs guard only where a product would be no number. */
  @Override
  public Work work(List<Spec> inputs) {
    return Work.NONE;
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    int last = inputs.size() - 1;
    Shape shape = inputs.get(0).shape();
    Shape reduced = incoming(inputs);
    int[] group = Shapes.broadcastIndex(reduced, inputs.get(last).shape());
    int[] place = Shapes.broadcastIndex(reduced, shape);
    int[] product = Shapes.broadcastIndex(inputs.get(last - 1).shape(), shape);
    return Optional.of(
        new ScratchKernel(
            (in, out, scratch) -> {
              double[] some = scratch[0];
              Arrays.fill(some, 0);
              for (int i = 0; i < group.length; i++) {
                some[group[i]] = in[last][i] != 0 ? 1 : some[group[i]];
              }
              for (int i = 0; i < out.length; i++) {
                boolean stays =
                    some[place[i]] != 0
                        || (part == Part.CHANGE
                            && Double.isFinite(in[0][i])
                            && Double.isFinite(in[1][product[i]]));
                out[i] = stays ? in[0][i] : 0;
              }
            },
            Math.toIntExact(reduced.size())));
  }
}
