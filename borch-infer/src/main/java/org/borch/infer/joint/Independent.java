package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.borch.PlateAxis;
import org.borch.distributions.Distribution;
import org.borch.posterior.Latent;
import org.borch.posterior.LatentStart;
import org.borch.posterior.LatentStart.Origin;
import org.borch.tensor.random.Noise;

/**
 * A variable whose prior depends on discrete ones that are summed out: its q cannot follow the
 * arguments of the prior that do, as there is no value for them, and learns them alone.
 */
record Independent(Latent latent) implements Latent {

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
    LatentStart start = latent.start();
    return new LatentStart(
        start.name(),
        start.prior(),
        start.origins().stream()
            .map(origins -> origins.contains(Origin.DISCRETE) ? Set.<Origin>of() : origins)
            .toList(),
        start.hasFixedSupport(),
        start.noise(),
        start.missing(),
        start.given());
  }

  @Override
  public NDArray parameter(String argument, Shape shape, Supplier<NDArray> start) {
    return latent.parameter(argument, shape, start);
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
