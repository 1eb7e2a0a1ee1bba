package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDArrayIndexer;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations through which DJL's blocks, optimisers and image functions compute. */
final class BorchArrayEx extends OpaqueOperations {

  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_SCALE = 1.0507009873554805;

  private final BorchArray array;

  BorchArrayEx(BorchArray array) {
    this.array = array;
  }

  @Override
  BorchArray array() {
    return array;
  }

  // ---- reversed arithmetic

  private BorchArray reversed(Binary primitive, NDArray left) {
    return BorchArray.wrap(left).apply(primitive, array);
  }

  @Override
  public BorchArray rdiv(Number n) {
    return reversed(Binary.DIV, array.number(n));
  }

  @Override
  public BorchArray rdiv(NDArray b) {
    return reversed(Binary.DIV, b);
  }

  @Override
  public BorchArray rdivi(NDArray b) {
    return array.rebind(rdiv(b));
  }

  @Override
  public BorchArray rsub(Number n) {
    return reversed(Binary.SUB, array.number(n));
  }

  @Override
  public BorchArray rsub(NDArray b) {
    return reversed(Binary.SUB, b);
  }

  @Override
  public BorchArray rsubi(Number n) {
    return array.rebind(rsub(n));
  }

  @Override
  public BorchArray rsubi(NDArray b) {
    return array.rebind(rsub(b));
  }

  @Override
  public BorchArray rmod(Number n) {
    return reversed(Binary.MOD, array.number(n));
  }

  @Override
  public BorchArray rmod(NDArray b) {
    return reversed(Binary.MOD, b);
  }

  @Override
  public BorchArray rmodi(NDArray b) {
    return array.rebind(rmod(b));
  }

  @Override
  public BorchArray rpow(Number n) {
    return reversed(Binary.POW, array.number(n));
  }

  @Override
  public BorchArray rpowi(Number n) {
    return array.rebind(rpow(n));
  }

  // ---- activations

  @Override
  public BorchArray relu() {
    return array.apply(Unary.RELU);
  }

  @Override
  public BorchArray sigmoid() {
    return array.apply(Unary.SIGMOID);
  }

  @Override
  public BorchArray tanh() {
    return array.tanh();
  }

  @Override
  public BorchArray softPlus() {
    return array.apply(Unary.SOFTPLUS);
  }

  @Override
  public BorchArray softSign() {
    return array.div(array.abs().add(1));
  }

  @Override
  public BorchArray leakyRelu(float alpha) {
    return array.maximum(0).add(array.minimum(0).mul(alpha));
  }

  @Override
  public BorchArray elu(float alpha) {
    return array.maximum(0).add(array.minimum(0).apply(Unary.EXPM1).mul(alpha));
  }

  @Override
  public BorchArray selu() {
    return elu((float) SELU_ALPHA).mul(SELU_SCALE);
  }

  @Override
  public BorchArray gelu() {
    return array.mul(array.mul(Math.sqrt(0.5)).erf().add(1)).mul(0.5);
  }

  /** x tanh(softplus(x)); DJL's own default takes a logarithm to base 2 here. */
  @Override
  public BorchArray mish() {
    return array.mul(softPlus().tanh());
  }

  // ---- pooling

  @Override
  public BorchArray maxPool(Shape kernelShape, Shape stride, Shape padding, boolean ceilMode) {
    return Pooling.max(array, kernelShape, stride, padding, ceilMode);
  }

  @Override
  public BorchArray globalMaxPool() {
    return array.flatten(2, -1).max(new int[] {2});
  }

  @Override
  public BorchArray avgPool(
      Shape kernelShape, Shape stride, Shape padding, boolean ceilMode, boolean countIncludePad) {
    return Pooling.average(array, kernelShape, stride, padding, ceilMode, countIncludePad);
  }

  @Override
  public BorchArray globalAvgPool() {
    return array.flatten(2, -1).mean(new int[] {2});
  }

  @Override
  public BorchArray lpPool(
      float normType, Shape kernelShape, Shape stride, Shape padding, boolean ceilMode) {
    return Pooling.norm(array, normType, kernelShape, stride, padding, ceilMode);
  }

  @Override
  public BorchArray globalLpPool(float normType) {
    return Pooling.globalNorm(array, normType);
  }

  // ---- layers

  @Override
  public NDList convolution(
      NDArray input,
      NDArray weight,
      @Nullable NDArray bias,
      Shape stride,
      Shape padding,
      Shape dilation,
      int groups) {
    Sliding sliding = Sliding.of(stride, padding, dilation);
    BorchArray responses =
        Convolution.of(BorchArray.wrap(input), BorchArray.wrap(weight), sliding, groups);
    return new NDList(biased(responses, bias));
  }

  private static BorchArray biased(BorchArray responses, @Nullable NDArray bias) {
    if (bias == null) {
      return responses;
    }
    long[] aligned = new long[responses.getShape().dimension() - 1];
    java.util.Arrays.fill(aligned, 1);
    aligned[0] = bias.size();
    return responses.add(BorchArray.wrap(bias).reshape(aligned));
  }

  @Override
  public NDList deconvolution(
      NDArray input,
      NDArray weight,
      @Nullable NDArray bias,
      Shape stride,
      Shape padding,
      Shape outPadding,
      Shape dilation,
      int groups) {
    Sliding sliding = Sliding.of(stride, padding, dilation);
    BorchArray responses = BorchArray.wrap(input);
    BorchArray filters = BorchArray.wrap(weight);
    Shape shape = filters.getShape();
    Shape window = shape.slice(2);
    long[] size = new long[sliding.axes()];
    for (int i = 0; i < size.length; i++) {
      size[i] =
          (responses.getShape().get(i + 2) - 1) * stride.get(i)
              - 2 * padding.get(i)
              + dilation.get(i) * (window.get(i) - 1)
              + outPadding.get(i)
              + 1;
    }
    // DJL's weights are [filters, channels / groups, ...], the convolution's are transposed.
    Shape grouped = new Shape(groups, shape.get(0) / groups, shape.get(1), window.size());
    BorchArray transposed =
        filters
            .reshape(grouped)
            .swapAxes(1, 2)
            .reshape(new Shape(groups * shape.get(1), shape.get(0) / groups).addAll(window));
    BorchArray images =
        Convolution.transposed(transposed, responses, sliding, groups, new Shape(size));
    return new NDList(biased(images, bias));
  }

  @Override
  public NDList linear(NDArray input, NDArray weight, @Nullable NDArray bias) {
    BorchArray product = BorchArray.wrap(input).matMul(BorchArray.wrap(weight).transpose());
    return new NDList(bias == null ? product : product.add(bias));
  }

  @Override
  public NDList embedding(NDArray input, NDArray weight, SparseFormat sparse) {
    return new NDList(BorchArray.wrap(weight).take(input, 0));
  }

  @Override
  public NDList prelu(NDArray input, NDArray alpha) {
    BorchArray x = BorchArray.wrap(input);
    return new NDList(x.maximum(0).add(x.minimum(0).mul(alpha)));
  }

  @Override
  public NDList dropout(NDArray input, float rate, boolean training) {
    BorchArray x = BorchArray.wrap(input);
    if (!training || rate == 0) {
      return new NDList(x);
    }
    BorchArray kept = DropoutNoise.uniform(x).gte(rate);
    return new NDList(x.mul(kept.toType(x.getDataType(), false)).div(1 - rate));
  }

  @Override
  public NDList layerNorm(
      NDArray input, Shape normalizedShape, NDArray gamma, NDArray beta, float eps) {
    BorchArray x = BorchArray.wrap(input);
    int[] axes =
        java.util.stream.IntStream.range(0, normalizedShape.dimension())
            .map(i -> x.getShape().dimension() - 1 - i)
            .toArray();
    return new NDList(standardised(x, axes, eps).mul(gamma).add(beta));
  }

  private static BorchArray standardised(BorchArray x, int[] axes, float eps) {
    BorchArray centred = x.sub(x.mean(axes, true));
    return centred.div(centred.square().mean(axes, true).add(eps).sqrt());
  }

  @Override
  public NDList batchNorm(
      NDArray input,
      NDArray runningMean,
      NDArray runningVar,
      @Nullable NDArray gamma,
      @Nullable NDArray beta,
      int axis,
      float momentum,
      float eps,
      boolean training) {
    BorchArray x = BorchArray.wrap(input);
    int dimensions = x.getShape().dimension();
    int channel = Shapes.axis(axis == -1 ? 1 : axis, dimensions);
    int[] others =
        java.util.stream.IntStream.range(0, dimensions).filter(i -> i != channel).toArray();
    long[] aligned = new long[dimensions];
    java.util.Arrays.fill(aligned, 1);
    aligned[channel] = x.getShape().get(channel);
    Shape shape = new Shape(aligned);
    BorchArray mean = BorchArray.wrap(runningMean);
    BorchArray variance = BorchArray.wrap(runningVar);
    BorchArray result;
    if (training) {
      long count = x.size() / aligned[channel];
      BorchArray batchMean = x.mean(others, true);
      BorchArray batchVariance = x.sub(batchMean).square().mean(others, true);
      result = x.sub(batchMean).div(batchVariance.add(eps).sqrt());
      double unbiased = (double) count / Math.max(1, count - 1);
      update(mean, batchMean.flatten(), momentum);
      update(variance, batchVariance.flatten().mul(unbiased), momentum);
    } else {
      result = x.sub(mean.reshape(shape)).div(variance.reshape(shape).add(eps).sqrt());
    }
    if (gamma != null) {
      result = result.mul(BorchArray.wrap(gamma).reshape(shape));
    }
    if (beta != null) {
      result = result.add(BorchArray.wrap(beta).reshape(shape));
    }
    return new NDList(result);
  }

  private static void update(BorchArray running, BorchArray batch, float momentum) {
    if (batch.lifting() != null && Nesting.current().isTracing() && running.lifting() == null) {
      throw new TracingException(
          "batch norm in training changes its running statistics, which a traced function may not"
              + " do; pass them as arguments");
    }
    running.rebind(running.mul(momentum).add(batch.stopGradient().mul(1 - momentum)));
  }

  // ---- indexing and joining

  @Override
  public NDArrayIndexer getIndexer(NDManager manager) {
    return new BorchIndexer();
  }

  @Override
  public BorchArray where(NDArray condition, NDArray other) {
    return BorchArray.apply(
        Where.INSTANCE, List.of(BorchArray.wrap(condition), array, BorchArray.wrap(other)));
  }

  @Override
  public BorchArray stack(NDList arrays, int axis) {
    return ShapedArray.join(withThis(arrays), axis);
  }

  @Override
  public BorchArray concat(NDList arrays, int axis) {
    return ShapedArray.concat(withThis(arrays), axis);
  }

  private List<BorchArray> withThis(NDList others) {
    List<BorchArray> all = new ArrayList<>();
    all.add(array);
    others.forEach(other -> all.add(BorchArray.wrap(other)));
    return all;
  }

  @Override
  public NDArray getArray() {
    return array;
  }
}
