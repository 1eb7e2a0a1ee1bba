package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.Distribution;
import org.borch.tensor.BorchArray;

/** A posterior that is one distribution of the coordinates of all variables. */
interface Joint extends Posterior {

  /**
   * q, a real vector.
   *
   * @param all has at least one coordinate
   */
  Distribution of(Latents latents, Coordinates all);

  @Override
  default Draw begin(Latents latents) {
    Coordinates all = latents.coordinates(toString());
    return all.size() == 0 ? nothing(latents, all) : all.unpack(of(latents, all), latents.noise());
  }

  /** Where no variable has coordinates: points keep their value, others are refused by name. */
  static Draw nothing(Latents latents, Coordinates all) {
    NDArray zero = BorchArray.scalar(0, latents.type());
    return all.unpack(BorchArray.full(new Shape(0), 0, latents.type()), () -> zero);
  }
}
