package org.borch.infer.vi;

import static org.borch.tensor.ArrayMath.concat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.borch.Params;
import org.borch.infer.density.Parts;
import org.borch.infer.gaussian.Spread;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;

/** The arrays that say which normal distribution q is, and their order in an optimiser. */
final class GaussianFamily {

  static final String MEAN = "mean";
  private static final String LOG_SCALE = "log_scale";
  private static final String LOWER = "lower";
  private static final String FACTOR = "factor";

  /** Of the start's standard deviation: what tells the columns of a factor from each other. */
  private static final double SHARE = 0.01;

  private final GaussianVi settings;
  private final DataType type;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Params params;

  GaussianFamily(GaussianVi settings, Map<String, Shape> parameters, DataType type) {
    this.settings = settings;
    this.type = type;
    int d = Math.toIntExact(parameters.values().stream().mapToLong(Shape::size).sum());
    shapes.put(MEAN, new Shape(d));
    shapes.put(LOG_SCALE, new Shape(d));
    if (settings.form() == GaussianVi.Form.DENSE && d > 1) {
      shapes.put(LOWER, new Shape(d * (d - 1L) / 2));
    }
    if (settings.form() == GaussianVi.Form.LOW_RANK) {
      shapes.put(FACTOR, new Shape(d, settings.rank()));
    }
    Map<String, NDArray> starts = new LinkedHashMap<>();
    parameters.forEach((name, shape) -> starts.put(name + "|loc", zeros(shape)));
    shapes.forEach(
        (name, shape) -> {
          if (!name.equals(MEAN)) {
            starts.put(name, zeros(shape));
          }
        });
    this.params = Params.of(type, Seed.of(0), starts);
  }

  private BorchArray zeros(Shape shape) {
    return BorchArray.full(shape, 0, type);
  }

  /** All arrays, one after the other, as an optimiser has them. */
  Params params() {
    return params;
  }

  /** The arrays around a mean, of the start's standard deviation. */
  Map<String, NDArray> start(NDArray mean) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> arrays.put(name, zeros(shape)));
    arrays.put(MEAN, mean);
    NDArray logScale = mean.zerosLike().add(Math.log(settings.scale()));
    arrays.put(LOG_SCALE, logScale);
    Shape factor = shapes.get(FACTOR);
    if (factor != null) {
      NDArray noise = Noise.of(Key.of(0).at(FACTOR), type).normal(factor);
      arrays.put(FACTOR, noise.mul(SHARE * settings.scale()));
    }
    return arrays;
  }

  /** Those of a state, in their order. */
  List<NDArray> ordered(Map<String, NDArray> arrays) {
    return shapes.keySet().stream().map(name -> array(arrays, name)).toList();
  }

  private static NDArray array(Map<String, NDArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), () -> "state without " + name);
  }

  /** By name, of those in their order. */
  Map<String, NDArray> named(List<? extends NDArray> ordered) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    int next = 0;
    for (String name : shapes.keySet()) {
      arrays.put(name, ordered.get(next++));
    }
    return arrays;
  }

  /** By name, of one after the other. */
  Map<String, NDArray> split(NDArray flat) {
    return Parts.of(shapes, flat);
  }

  static NDArray joined(List<? extends NDArray> ordered) {
    return concat(0, ordered.stream().map(NDArray::flatten).toArray(NDArray[]::new));
  }

  NDArray mean(Map<String, NDArray> arrays) {
    return array(arrays, MEAN);
  }

  Spread spread(Map<String, NDArray> arrays) {
    NDArray logScale = array(arrays, LOG_SCALE);
    return switch (settings.form()) {
      case DIAGONAL -> Spread.diagonal(logScale);
      case DENSE -> Spread.dense(logScale, arrays.getOrDefault(LOWER, logScale));
      case LOW_RANK -> Spread.lowRank(logScale, array(arrays, FACTOR));
    };
  }
}
