package org.borch;

import static org.borch.tensor.ArrayMath.stopGradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Supplier;
import org.borch.distributions.Distribution;
import org.borch.posterior.Latent;
import org.borch.posterior.LatentStart;
import org.borch.tensor.random.Noise;

/** A latent variable whose q has parameters that are constants. */
record ConstantLatent(Latent latent) implements Latent {

  @Override
  public String name() {
    return latent.name();
  }

  @Override
  public Distribution prior() {
    return latent.prior();
  }

  @Override
  public LatentStart start() {
    return latent.start();
  }

  @Override
  public NDArray parameter(String argument, Shape shape, Supplier<NDArray> start) {
    return stopGradient(latent.parameter(argument, shape, start));
  }

  @Override
  public List<PlateAxis> plates() {
    return latent.plates();
  }

  @Override
  public NDArray rows(NDArray all) {
    return latent.rows(all);
  }

  @Override
  public Noise noise() {
    return latent.noise();
  }
}
