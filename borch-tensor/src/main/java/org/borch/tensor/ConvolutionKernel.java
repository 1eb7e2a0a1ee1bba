package org.borch.tensor;

import java.util.Arrays;
import org.borch.tensor.Convolution.Part;

/**
 * Convolution on Java arrays, without copies of the windows. Whatever is computed, the same loops
 * meet every weight with the row of images and the row of responses that it connects.
 */
final class ConvolutionKernel implements HostKernel {

  private final Part result;
  private final int[] stride;
  private final int[] padding;
  private final int[] dilation;
  private final int rows;
  private final int groups;
  private final int filters; // in a group
  private final int channels; // in a group
  private final int[] image;
  private final int[] weight;
  private final int[] response;

  ConvolutionKernel(Part result, Sliding sliding, int groups, Convolution.Sizes sizes) {
    this.result = result;
    Sliding spatial = sliding.spatial();
    this.stride = Sliding.numbers(spatial.stride());
    this.padding = Sliding.numbers(spatial.padding());
    this.dilation = Sliding.numbers(spatial.dilation());
    this.groups = groups;
    this.rows = Math.toIntExact(sizes.images().get(0));
    this.filters = Math.toIntExact(sizes.weights().get(0) / groups);
    this.channels = Math.toIntExact(sizes.weights().get(1));
    this.image = Sliding.spatial(sizes.images().slice(2));
    this.weight = Sliding.spatial(sizes.weights().slice(2));
    this.response = Sliding.spatial(sizes.responses().slice(2));
  }

  private static int size(int[] sizes) {
    return sizes[0] * sizes[1] * sizes[2];
  }

  @Override
  public void run(double[][] inputs, double[] output) {
    Arrays.fill(output, 0);
    double[] images = result == Part.IMAGES ? output : inputs[0];
    double[] weights = result == Part.WEIGHTS ? output : inputs[result == Part.IMAGES ? 0 : 1];
    double[] responses = result == Part.RESPONSES ? output : inputs[1];
    for (int row = 0; row < rows; row++) {
      for (int filter = 0; filter < groups * filters; filter++) {
        int group = filter / filters;
        for (int channel = 0; channel < channels; channel++) {
          plane(
              images,
              ((row * groups + group) * channels + channel) * size(image),
              weights,
              (filter * channels + channel) * size(weight),
              responses,
              (row * groups * filters + filter) * size(response));
        }
      }
    }
  }

  /** One channel of one image, one filter for it, and its responses. */
  private void plane(double[] x, int fromX, double[] w, int fromW, double[] y, int fromY) {
    for (int k = 0; k < size(weight); k++) {
      int column = k % weight[2];
      int line = k / weight[2] % weight[1];
      int layer = k / weight[2] / weight[1];
      int begin = first(2, column);
      int count = last(2, column) - begin;
      if (count <= 0) {
        continue;
      }
      int left = position(2, begin, column);
      for (int i = first(0, layer); i < last(0, layer); i++) {
        int z = position(0, i, layer) * image[1];
        for (int j = first(1, line); j < last(1, line); j++) {
          int atX = fromX + (z + position(1, j, line)) * image[2] + left;
          int atY = fromY + (i * response[1] + j) * response[2] + begin;
          meet(x, atX, w, fromW + k, y, atY, count);
        }
      }
    }
  }

  /** The first window whose element at {@code place} is inside the image. */
  private int first(int axis, int place) {
    int outside = -position(axis, 0, place);
    return outside <= 0 ? 0 : (outside + stride[axis] - 1) / stride[axis];
  }

  /** One past the last such window. */
  private int last(int axis, int place) {
    int room = image[axis] - 1 - position(axis, 0, place);
    return room < 0 ? 0 : Math.min(response[axis], room / stride[axis] + 1);
  }

  /** Where element {@code place} of a window lies; may be outside. */
  private int position(int axis, int window, int place) {
    return window * stride[axis] - padding[axis] + place * dilation[axis];
  }

  private void meet(double[] x, int atX, double[] w, int atW, double[] y, int atY, int count) {
    int step = stride[2];
    switch (result) {
      case IMAGES -> {
        double factor = w[atW];
        for (int i = 0; i < count; i++) {
          x[atX + i * step] += factor * y[atY + i];
        }
      }
      case WEIGHTS -> {
        double sum = 0;
        for (int i = 0; i < count; i++) {
          sum += x[atX + i * step] * y[atY + i];
        }
        w[atW] += sum;
      }
      case RESPONSES -> {
        double factor = w[atW];
        for (int i = 0; i < count; i++) {
          y[atY + i] += factor * x[atX + i * step];
        }
      }
    }
  }
}
