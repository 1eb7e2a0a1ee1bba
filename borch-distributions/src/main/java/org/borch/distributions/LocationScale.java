package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Affine;
import org.borch.tensor.Operand;

/**
 * A family on the real line that is x = loc + scale z, with z from its standard member, whose other
 * parameters are its shape.
 */
abstract class LocationScale extends Distribution {

  final Operand loc;
  final Operand scale;

  /**
   * With all parameters in the order of the constructor, {@code loc} and {@code scale} among them.
   */
  LocationScale(Operand loc, Operand scale, Parameter... parameters) {
    super(parameters);
    this.loc = loc;
    this.scale = scale;
  }

  static Parameter loc(Operand value) {
    return new Parameter("loc", value, Constraints.real());
  }

  static Parameter scale(Operand value) {
    return new Parameter("scale", value, Constraints.positive());
  }

  @Override
  public final Constraint support() {
    return Constraints.real();
  }

  @Override
  public final Optional<Standardized> standardized() {
    List<Operand> standard =
        parameters().stream()
            .map(
                parameter ->
                    switch (parameter.name()) {
                      case "loc" -> Operand.of(0).expand(batchShape());
                      case "scale" -> Operand.of(1).expand(batchShape());
                      default -> parameter.value();
                    })
            .toList();
    return Optional.of(new Standardized(withParameters(standard), new Affine(loc, scale)));
  }

  /** (x - loc) / scale. */
  final NDArray standardized(NDArray x) {
    return x.sub(loc.like(x)).div(scale.like(x));
  }

  /** loc + scale z. */
  final NDArray placed(NDArray z) {
    return z.mul(scale.like(z)).add(loc.like(z));
  }
}
