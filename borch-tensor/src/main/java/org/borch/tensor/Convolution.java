package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.borch.tensor.jvm.HostKernel;
import org.jspecify.annotations.Nullable;

/**
 * Convolution as a sum of products of three arrays, of which two are given and the third is the
 * result: images {@code [rows, channels, ...]}, weights {@code [filters, channels / groups, ...]}
 * and responses {@code [rows, filters, ...]}. The result is the responses (a convolution), the
 * images (a transposed convolution) or the weights; the derivatives of each are the other two.
 *
 * @param result which array is computed; the inputs are the other two, in the order of {@link Part}
 * @param groups filters and channels fall into so many groups that do not meet
 * @param size the sizes of the result's spatial axes
 */
record Convolution(Part result, Sliding sliding, int groups, Shape size) implements Primitive {

  /** The three arrays. */
  enum Part {
    IMAGES,
    WEIGHTS,
    RESPONSES;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The shapes of the three arrays. */
  record Sizes(Shape images, Shape weights, Shape responses) {

    Shape of(Part part) {
      return switch (part) {
        case IMAGES -> images;
        case WEIGHTS -> weights;
        case RESPONSES -> responses;
      };
    }
  }

  /** The convolution of images with weights. */
  static BorchArray of(BorchArray images, BorchArray weights, Sliding sliding, int groups) {
    int spatial = sliding.axes();
    for (BorchArray array : List.of(images, weights)) {
      if (array.getShape().dimension() != spatial + 2) {
        throw new IllegalArgumentException(
            "convolution of images "
                + images.getShape()
                + " with weights "
                + weights.getShape()
                + ", expected "
                + (spatial + 2)
                + " axes of both, as the stride has "
                + spatial);
      }
    }
    Shape windows =
        sliding.windows(
            Shapes.last(images.getShape(), spatial), Shapes.last(weights.getShape(), spatial));
    return images.apply(new Convolution(Part.RESPONSES, sliding, groups, windows), weights);
  }

  /**
   * The transposed convolution.
   *
   * @param weights {@code [channels of the responses, channels of the result / groups, ...]}
   * @param size spatial sizes of the result
   */
  static BorchArray transposed(
      BorchArray weights, BorchArray responses, Sliding sliding, int groups, Shape size) {
    return weights.apply(new Convolution(Part.IMAGES, sliding, groups, size), responses);
  }

  @Override
  public String label() {
    return "convolution to " + result + " " + size;
  }

  /** The part that an input is. */
  Part part(int input) {
    boolean first = input == 0;
    return switch (result) {
      case IMAGES -> first ? Part.WEIGHTS : Part.RESPONSES;
      case WEIGHTS -> first ? Part.IMAGES : Part.RESPONSES;
      case RESPONSES -> first ? Part.IMAGES : Part.WEIGHTS;
    };
  }

  @Override
  public Spec output(List<Spec> inputs) {
    Spec first = inputs.get(0);
    Spec second = inputs.get(1);
    int axes = sliding.axes() + 2;
    boolean fits =
        first.type().isFloating()
            && first.type() == second.type()
            && first.shape().dimension() == axes
            && second.shape().dimension() == axes
            && size.dimension() == sliding.axes();
    Sizes sizes = fits ? sizes(first.shape(), second.shape()) : null;
    if (sizes == null || !agree(sizes)) {
      throw new IllegalArgumentException(
          label()
              + " of "
              + part(0)
              + " "
              + first
              + " and "
              + part(1)
              + " "
              + second
              + " with stride "
              + sliding.stride()
              + ", padding "
              + sliding.padding()
              + ", dilation "
              + sliding.dilation()
              + " and "
              + groups
              + " groups, expected one floating type, images [rows, channels, ...], weights"
              + " [filters, channels / groups, ...], responses [rows, filters, ...] and windows"
              + " that fit into the images");
    }
    return first.with(sizes.of(result));
  }

  private Sizes sizes(Shape first, Shape second) {
    return switch (result) {
      case IMAGES ->
          new Sizes(new Shape(second.get(0), first.get(1) * groups).addAll(size), first, second);
      case WEIGHTS ->
          new Sizes(
              first,
              new Shape(second.get(1), first.get(1) / Math.max(1, groups)).addAll(size),
              second);
      case RESPONSES ->
          new Sizes(first, second, new Shape(first.get(0), second.get(0)).addAll(size));
    };
  }

  private boolean agree(Sizes sizes) {
    Shape images = sizes.images();
    Shape weights = sizes.weights();
    Shape responses = sizes.responses();
    Shape windows = sliding.windows(images.slice(2), weights.slice(2));
    return groups > 0
        && images.get(0) == responses.get(0)
        && weights.get(0) == responses.get(1)
        && weights.get(0) % groups == 0
        && images.get(1) == weights.get(1) * groups
        && windows.equals(responses.slice(2))
        && windows.size() > 0;
  }

  @Override
  public NDArray eager(NDArray[] inputs) {
    return switch (result) {
      case IMAGES ->
          NativeOperations.convolutionImages(inputs[0], inputs[1], size, sliding, groups);
      case WEIGHTS ->
          NativeOperations.convolutionWeights(inputs[0], inputs[1], size, sliding, groups);
      case RESPONSES -> NativeOperations.convolution(inputs[0], inputs[1], sliding, groups);
    };
  }

  @Override
  public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    String first = arguments.get(0);
    String second = arguments.get(1);
    String geometry =
        sliding.stride() + ", " + sliding.padding() + ", " + sliding.dilation() + ", False, ";
    String rest = geometry + sliding.padding().stream().map(p -> 0).toList() + ", " + groups;
    if (result == Part.RESPONSES) {
      return "torch.convolution(" + first + ", " + second + ", None, " + rest + ")";
    }
    Spec spec = output(inputs);
    boolean images = result == Part.IMAGES;
    // The engine asks for the array that it computes, too, of which it reads the shape only.
    String like =
        writer.let(
            "torch.empty("
                + TorchWriter.shape(spec.shape())
                + ", dtype="
                + TorchWriter.type(spec.type())
                + ", device="
                + first
                + ".device)");
    String call =
        "torch.convolution_backward("
            + second
            + ", "
            + (images ? like + ", " + first : first + ", " + like)
            + ", None, "
            + rest
            + (images ? ", [True, False, False])" : ", [False, True, False])");
    return "(" + call + ")[" + (images ? 0 : 1) + "]";
  }

  @Override
  public BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    Part wanted = part(input);
    BorchArray other = inputs.get(1 - input);
    Shape spatial = inputs.get(input).getShape().slice(2);
    Convolution transposed = new Convolution(wanted, sliding, groups, spatial);
    BorchArray product =
        transposed.part(0) == result
            ? cotangent.apply(transposed, other)
            : other.apply(transposed, cotangent);
    return Guard.of(product, cotangent, all(cotangent));
  }

  @Override
  public @Nullable BorchArray tangent(
      List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
    BorchArray first = tangents.get(0);
    BorchArray second = tangents.get(1);
    BorchArray left =
        first == null ? null : Guard.of(first.apply(this, inputs.get(1)), first, all(first));
    BorchArray right =
        second == null ? null : Guard.of(inputs.get(0).apply(this, second), second, all(second));
    return left == null ? right : right == null ? left : left.add(right);
  }

  private static int[] all(BorchArray array) {
    return IntStream.range(0, array.getShape().dimension()).toArray();
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    return new BatchedConvolution(this, size, mapped).of(inputs);
  }

  /**
   * A multiplication for each weight of its filter, for each response: loops in Java, and on the
   * engine the preparations of a product.
   */
  @Override
  public Work work(List<Spec> inputs) {
    Sizes sizes = sizes(inputs.get(0).shape(), inputs.get(1).shape());
    double filter = (double) sizes.weights().size() / sizes.weights().get(0);
    double products = filter * sizes.responses().size();
    Work work = Primitive.super.work(inputs).withProducts(products);
    return work.plus(new Work(20, 0, 0.7 * products, 0.05 * products, 0));
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    return Optional.of(
        new ConvolutionKernel(
            result, sliding, groups, sizes(inputs.get(0).shape(), inputs.get(1).shape())));
  }
}
