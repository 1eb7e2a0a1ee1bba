package org.borch.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.borch.distributions.transform.Bijectors;
import org.borch.posterior.Latent;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Key;
import org.borch.tensor.Noise;
import org.borch.tensor.Scope;

/** Where values of a model's variables lie in unconstrained coordinates. */
final class StartingPoints {

  private final DensityGraph density;
  private final Target target;

  StartingPoints(DensityGraph density, Target target) {
    this.density = density;
    this.target = target;
  }

  /** A draw from the prior; each variable draws with {@code key.at(name)}. */
  static double[] prior(Joint<?> joint, Key key) {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      return flat(joint.locate(latent -> drawn(latent, key)));
    }
  }

  private static NDArray drawn(Latent latent, Key key) {
    return latent.prior().sample(Noise.of(key.at(latent.name()), DataType.FLOAT64));
  }

  /**
   * The point at which some variables have given values.
   *
   * @param rest coordinates of the others
   */
  double[] at(Map<String, ? extends NDArray> values, double[] rest) {
    requireNames(values.keySet());
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      List<NDArray> others = density.parts(BorchArray.of(rest));
      List<NDArray> located =
          target instanceof Joint<?> joint
              ? joint.locate(latent -> chosen(latent, values, others))
              : plain(values, others);
      double[] point = flat(located);
      requireInside(values, point);
      return point;
    }
  }

  private NDArray chosen(
      Latent latent, Map<String, ? extends NDArray> values, List<NDArray> others) {
    NDArray given = values.get(latent.name());
    if (given != null) {
      Shape shape = latent.prior().sample(latent.noise()).getShape();
      return shaped(latent.name(), given, shape);
    }
    int part = names().indexOf(latent.name());
    return part < 0
        ? latent.prior().sample(latent.noise())
        : Bijectors.to(latent.prior().support()).forward(others.get(part));
  }

  private List<NDArray> plain(Map<String, ? extends NDArray> values, List<NDArray> others) {
    List<NDArray> parts = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      LogDensity.Coordinates part = density.coordinates().get(i);
      NDArray given = values.get(part.name());
      parts.add(given == null ? others.get(i) : shaped(part.name(), given, part.shape()));
    }
    return parts;
  }

  private static NDArray shaped(String name, NDArray given, Shape shape) {
    BorchArray value = BorchArray.wrap(given);
    boolean isVector = value.getShape().dimension() == 1 && value.size() == shape.size();
    if (!isVector && !value.getShape().equals(shape)) {
      throw new IllegalArgumentException(
          name + ": starting value of shape " + value.getShape() + ", expected " + shape);
    }
    return BorchArray.of(shape, value.values());
  }

  private static double[] flat(List<NDArray> parts) {
    return parts.stream()
        .flatMapToDouble(part -> Arrays.stream(BorchArray.wrap(part).values()))
        .toArray();
  }

  private List<String> names() {
    return density.coordinates().stream().map(LogDensity.Coordinates::name).toList();
  }

  private void requireNames(Set<String> given) {
    Set<String> unknown = new LinkedHashSet<>(given);
    unknown.removeAll(names());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "starting values for " + unknown + ", but there are only the variables " + names());
    }
  }

  private void requireInside(Map<String, ? extends NDArray> values, double[] point) {
    for (LogDensity.Coordinates part : density.coordinates()) {
      double[] own = Arrays.copyOfRange(point, part.offset(), part.offset() + part.size());
      NDArray given = values.get(part.name());
      if (given != null && !Arrays.stream(own).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(
            part.name()
                + ": starting value "
                + Arrays.toString(BorchArray.wrap(given).values())
                + " has the unconstrained coordinates "
                + Arrays.toString(own)
                + ", expected one in the inside of the variable's support");
      }
    }
  }
}
