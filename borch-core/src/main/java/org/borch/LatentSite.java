package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.Supplier;
import org.borch.distributions.Distribution;
import org.borch.posterior.Choice;
import org.borch.posterior.Latent;
import org.borch.posterior.Start;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/** A latent variable where a draw meets it. */
record LatentSite(Draw draw, String name, Distribution prior, @Nullable Plate plate)
    implements Latent {

  @Override
  public Start start() {
    return draw.start(name);
  }

  @Override
  public NDArray parameter(String argument, Shape shape, Supplier<NDArray> start) {
    String path = name + "|" + argument;
    return plate == null
        ? draw.params().declare(path, shape, start)
        : plate.take(path, draw.params().declare(path, plate.full(shape), start));
  }

  @Override
  public Noise noise() {
    return draw.noise(name);
  }

  @Override
  public NDArray rows(NDArray all) {
    return plate == null ? all : plate.take(name, all);
  }

  /** A given value in the type that the variable's draws have: integers may be an index. */
  Choice given(NDArray value) {
    DataType type = prior.isDiscrete() ? prior.sample(noise()).getDataType() : draw.type();
    return Choice.given(value.getDataType() == type ? value : ArrayMath.cast(value, type));
  }

  /** A value for each row of the plates. */
  NDArray allRows(NDArray array) {
    return plate == null ? array : plate.repeat(array);
  }
}
