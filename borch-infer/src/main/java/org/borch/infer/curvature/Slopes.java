package org.borch.infer.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.borch.infer.density.Outputs;
import org.borch.infer.density.Parts;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;

/**
 * The derivatives of k numbers of each row by all parameters: by layers' outputs, where a layer's
 * weight needs no more than these and the layer's inputs, and by the rest of the parameters.
 *
 * @param parameters in the order of the flat array
 * @param layers some
 * @param byLayer for each layer [n, k, out]
 * @param rest for each other parameter [n, k, its size]
 */
record Slopes(
    Map<String, Shape> parameters,
    List<Layer> layers,
    List<NDArray> byLayer,
    Map<String, NDArray> rest) {

  /** Of each row's log likelihood: k = 1. */
  static Slopes ofLikelihood(RowLikelihood density, NDArray at, StepData data) {
    Optional<Outputs> outputs = density.outputs();
    if (outputs.isEmpty()) {
      return rest(density, at, data, List.of(), (all, row) -> density.rows(all, row));
    }
    Outputs split = outputs.get();
    List<Layer> layers = Layer.of(density, split, at, data);
    return rest(density, at, data, layers, (all, row) -> density.rows(all, row))
        .withLayers(
            taps ->
                Autodiff.valueAndGrad(
                        added -> {
                          NDArray values = split.values(at, data, Layer.added(layers, added));
                          return split.logLikelihoods(values, data).sum();
                        },
                        taps)
                    .gradient()
                    .stream()
                    .map(each -> each.expandDims(1))
                    .toList());
  }

  /**
   * Of all outputs.
   *
   * @param size k, how many numbers a row has
   */
  static Slopes ofOutputs(
      RowLikelihood density, Outputs split, NDArray at, StepData data, int size) {
    List<Layer> layers = Layer.of(density, split, at, data);
    long n = data.count();
    NDArray units = LinearAlgebra.identity(size, density.type());
    return rest(density, at, data, layers, (all, row) -> split.values(all, row).flatten())
        .withLayers(
            taps ->
                Batching.vmap(
                        unit -> {
                          NDArray each = unit.get(0).reshape(1, size).repeat(0, n);
                          return Autodiff.vjp(
                                  added ->
                                      split
                                          .values(at, data, Layer.added(layers, added))
                                          .reshape(n, size),
                                  taps,
                                  each)
                              .gradient();
                        },
                        List.of(units))
                    .stream()
                    .map(each -> each.transpose(1, 0, 2))
                    .toList());
  }

  /** Derivatives by the layers' outputs, all in one backward pass. */
  private interface ByTaps {
    List<NDArray> of(List<NDArray> zeros);
  }

  private Slopes withLayers(ByTaps derivatives) {
    if (layers.isEmpty()) {
      return this;
    }
    List<NDArray> zeros = layers.stream().map(Layer::zeros).toList();
    return new Slopes(parameters, layers, derivatives.of(zeros), rest);
  }

  /** By the parameters that are of no layer, row by row. */
  private static Slopes rest(
      RowLikelihood density,
      NDArray at,
      StepData data,
      List<Layer> layers,
      BiFunction<NDArray, StepData, NDArray> numbers) {
    Map<String, Shape> others = new LinkedHashMap<>(density.parameters());
    for (Layer layer : layers) {
      others.remove(layer.weight());
      others.remove(layer.bias());
    }
    Map<String, NDArray> known = Parts.of(density.parameters(), at);
    Map<String, NDArray> slopes = new LinkedHashMap<>();
    if (!others.isEmpty()) {
      NDArray free = Parts.join(Parts.some(known, others::containsKey));
      NDArray each =
          density
              .eachRow(
                  data,
                  row ->
                      List.of(
                          Autodiff.jacobian(
                                  p -> {
                                    Map<String, NDArray> all = new LinkedHashMap<>(known);
                                    all.putAll(Parts.of(others, p));
                                    return numbers.apply(Parts.join(all), row).flatten();
                                  })
                              .apply(free)))
              .get(0); // [n, k, r]
      Shape rows = each.getShape().slice(0, 2);
      Parts.of(others, each)
          .forEach(
              (name, part) ->
                  slopes.put(
                      name,
                      part.reshape(rows.add(Objects.requireNonNull(others.get(name)).size()))));
    }
    return new Slopes(density.parameters(), layers, List.of(), slopes);
  }

  /** Zeros in the rows that were not seen, whatever came out there. */
  Slopes of(Rows mask) {
    Map<String, NDArray> masked = new LinkedHashMap<>(rest);
    masked.replaceAll((name, each) -> mask.of(each));
    List<Layer> seen = layers.stream().map(layer -> layer.of(mask)).toList();
    return new Slopes(parameters, seen, byLayer.stream().map(mask::of).toList(), masked);
  }

  /** Changes arrays [n, ...]. */
  interface Rows {
    NDArray of(NDArray array);
  }

  /** All of it as a matrix for each row: [n, k, d]. */
  NDArray jacobian() {
    Map<String, NDArray> parts = new LinkedHashMap<>(rest);
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      NDArray slope = byLayer.get(i); // [n, k, out]
      Shape rows = slope.getShape().slice(0, 2);
      NDArray input = layer.input().expandDims(1).expandDims(1); // [n, 1, 1, in]
      NDArray weight = slope.expandDims(-1).mul(input);
      Shape flat = Objects.requireNonNull(parameters.get(layer.weight()));
      parts.put(layer.weight(), weight.reshape(rows.add(flat.size())));
      if (layer.hasBias()) {
        parts.put(layer.bias(), slope);
      }
    }
    return joined(parts, 2);
  }

  /** In the order of the parameters. */
  NDArray joined(Map<String, NDArray> parts, int axis) {
    List<NDArray> ordered = new ArrayList<>();
    parameters
        .keySet()
        .forEach(name -> ordered.add(BorchArray.wrap(Objects.requireNonNull(parts.get(name)))));
    return ArrayMath.concat(axis, ordered.toArray(NDArray[]::new));
  }
}
