package org.borch.tensor;

import java.util.Arrays;
import org.borch.tensor.Convolution.Part;
import org.borch.tensor.jvm.HostKernel;

/**
 * Convolution on Java arrays as products of matrices. Some windows at a time are copied into the
 * columns of a matrix, with a row for each element of a window, which is an array of its own so
 * that HotSpot vectorises the sums of rows.
 */
final class ConvolutionKernel implements HostKernel {

  /** So many elements of windows fit into a core's second cache. */
  private static final int CACHED = 1 << 15;

  private static final int LEAST_WINDOWS = 32;
  private static final int MOST_WINDOWS = 512;

  private final Part result;
  private final int rows;
  private final int groups;
  private final int filters; // in a group
  private final int[] image;
  private final int[] weight;
  private final int[] response;
  private final int elements; // of a window, in all channels of a group
  private final int windows;

  /** For each axis, element of a window and window: the place in the image, or -1 if outside. */
  private final int[][][] places;

  private final int block;

  ConvolutionKernel(Part result, Sliding sliding, int groups, Convolution.Sizes sizes) {
    this.result = result;
    this.groups = groups;
    this.rows = Math.toIntExact(sizes.images().get(0));
    this.filters = Math.toIntExact(sizes.weights().get(0) / groups);
    this.image = Sliding.spatial(sizes.images().slice(2));
    this.weight = Sliding.spatial(sizes.weights().slice(2));
    this.response = Sliding.spatial(sizes.responses().slice(2));
    this.elements = Math.toIntExact(sizes.weights().slice(1).size());
    this.windows = size(response);
    this.places = places(sliding.spatial());
    int fitting = Math.max(LEAST_WINDOWS, Math.min(MOST_WINDOWS, CACHED / Math.max(1, elements)));
    this.block = Math.min(windows, fitting);
  }

  private static int size(int[] sizes) {
    return sizes[0] * sizes[1] * sizes[2];
  }

  private int[][][] places(Sliding sliding) {
    int[] stride = Sliding.numbers(sliding.stride());
    int[] padding = Sliding.numbers(sliding.padding());
    int[] dilation = Sliding.numbers(sliding.dilation());
    int[][][] all = new int[Sliding.MOST_AXES][][];
    for (int axis = 0; axis < all.length; axis++) {
      all[axis] = new int[weight[axis]][response[axis]];
      for (int element = 0; element < weight[axis]; element++) {
        for (int window = 0; window < response[axis]; window++) {
          int place = window * stride[axis] - padding[axis] + element * dilation[axis];
          all[axis][element][window] = place < image[axis] ? Math.max(place, -1) : -1;
        }
      }
    }
    return all;
  }

  /** The matrix of windows or of responses, and one row of sums. */
  private double[][][] allocated() {
    return switch (result) {
      case IMAGES -> new double[][][] {new double[filters][block], new double[1][block]};
      case WEIGHTS -> new double[][][] {new double[block][elements], new double[1][elements]};
      case RESPONSES -> new double[][][] {new double[elements][block], new double[1][block]};
    };
  }

  @Override
  public HostKernel own() {
    double[][][] buffers = allocated();
    return (inputs, output) -> run(inputs, output, buffers);
  }

  @Override
  public void run(double[][] inputs, double[] output) {
    run(inputs, output, allocated());
  }

  private void run(double[][] inputs, double[] output, double[][][] buffers) {
    Arrays.fill(output, 0);
    double[][] matrix = buffers[0];
    double[] sums = buffers[1][0];
    int channels = elements / size(weight);
    for (int part = 0; part < rows * groups; part++) {
      int images = part * channels * size(image);
      int weights = part % groups * filters * elements;
      int responses = part * filters * windows;
      for (int begin = 0; begin < windows; begin += block) {
        int count = Math.min(block, windows - begin);
        switch (result) {
          case IMAGES ->
              toImages(inputs, output, images, weights, responses + begin, begin, count, buffers);
          case WEIGHTS -> {
            columns(inputs[0], images, begin, count, matrix);
            for (int filter = 0; filter < filters; filter++) {
              int to = weights + filter * elements;
              System.arraycopy(output, to, sums, 0, elements);
              int from = responses + filter * windows + begin;
              addProducts(sums, elements, inputs[1], from, 1, matrix, count);
              System.arraycopy(sums, 0, output, to, elements);
            }
          }
          case RESPONSES -> {
            columns(inputs[0], images, begin, count, matrix);
            for (int filter = 0; filter < filters; filter++) {
              Arrays.fill(sums, 0);
              int from = weights + filter * elements;
              addProducts(sums, count, inputs[1], from, 1, matrix, elements);
              int to = responses + filter * windows + begin;
              System.arraycopy(sums, 0, output, to, count);
            }
          }
        }
      }
    }
  }

  private void toImages(
      double[][] inputs,
      double[] output,
      int images,
      int weights,
      int responses,
      int begin,
      int count,
      double[][][] buffers) {
    double[][] matrix = buffers[0];
    double[][] sums = buffers[1];
    for (int filter = 0; filter < filters; filter++) {
      System.arraycopy(inputs[1], responses + filter * windows, matrix[filter], 0, count);
    }
    for (int element = 0; element < elements; element++) {
      Arrays.fill(sums[0], 0);
      addProducts(sums[0], count, inputs[0], weights + element, elements, matrix, filters);
      move(output, images, element, begin, count, sums);
    }
  }

  private void columns(double[] images, int from, int begin, int count, double[][] matrix) {
    for (int element = 0; element < elements; element++) {
      move(images, from, element, begin, count, matrix);
    }
  }

  /** Moves one element of some windows from the image to the matrix, or adds it to the image. */
  private void move(
      double[] images, int from, int element, int begin, int count, double[][] matrix) {
    int channel = element / size(weight);
    int[] layers = places[0][element / weight[2] / weight[1] % weight[0]];
    int[] lines = places[1][element / weight[2] % weight[1]];
    int[] columns = places[2][element % weight[2]];
    int length;
    for (int i = 0; i < count; i += length) {
      int window = begin + i;
      int column = window % response[2];
      int line = lines[window / response[2] % response[1]];
      int layer = layers[window / response[2] / response[1]];
      length = Math.min(response[2] - column, count - i);
      boolean isOutside = line < 0 || layer < 0;
      int start = from + ((channel * image[0] + layer) * image[1] + line) * image[2];
      for (int j = 0; j < length; j++) {
        int place = isOutside ? -1 : columns[column + j];
        switch (result) {
          case IMAGES -> {
            if (place >= 0) {
              images[start + place] += matrix[0][i + j];
            }
          }
          case WEIGHTS -> matrix[i + j][element] = place < 0 ? 0 : images[start + place];
          case RESPONSES -> matrix[element][i + j] = place < 0 ? 0 : images[start + place];
        }
      }
    }
  }

  /** sums += Σ factor · vector; the factors stand {@code step} apart. */
  private static void addProducts(
      double[] sums,
      int length,
      double[] factors,
      int from,
      int step,
      double[][] vectors,
      int terms) {
    int term = 0;
    int at = from;
    for (; term + 4 <= terms; term += 4, at += 4 * step) {
      addFour(
          sums,
          length,
          factors[at],
          vectors[term],
          factors[at + step],
          vectors[term + 1],
          factors[at + 2 * step],
          vectors[term + 2],
          factors[at + 3 * step],
          vectors[term + 3]);
    }
    for (; term < terms; term++, at += step) {
      double factor = factors[at];
      double[] vector = vectors[term];
      for (int i = 0; i < length; i++) {
        sums[i] += factor * vector[i];
      }
    }
  }

  private static void addFour(
      double[] sums,
      int length,
      double a,
      double[] w,
      double b,
      double[] x,
      double c,
      double[] y,
      double d,
      double[] z) {
    for (int i = 0; i < length; i++) {
      sums[i] += a * w[i] + b * x[i] + c * y[i] + d * z[i];
    }
  }
}
