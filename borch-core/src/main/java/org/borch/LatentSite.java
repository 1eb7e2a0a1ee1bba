package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.borch.distributions.Distribution;
import org.borch.posterior.Choice;
import org.borch.posterior.Latent;
import org.borch.posterior.LatentStart;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * A latent variable where a draw meets it.
 *
 * @param prior with a value for each row of the draw
 * @param missing if it stands for the missing rows of an observed one: which these are
 * @param begin where approximations of it start; null: at the prior's mean
 */
record LatentSite(
    Draw draw,
    String name,
    Distribution prior,
    @Nullable Plate plate,
    @Nullable Missing missing,
    @Nullable Function<Noise, NDArray> begin)
    implements Latent {

  /** The missing rows of an observed variable, every argument with all rows. */
  static LatentSite missing(
      Draw draw, String name, Distribution prior, @Nullable Plate plate, Missing missing) {
    return new LatentSite(draw, name, prior.expand(prior.batchShape()), plate, missing, null);
  }

  @Override
  public LatentStart start() {
    return draw.start(name);
  }

  @Override
  public NDArray parameter(String argument, Shape shape, Supplier<NDArray> start) {
    return rows(draw.declare(name + "|" + argument, whole(shape), start, name));
  }

  /** The shape of what Params keep for all rows, or for the missing ones alone. */
  Shape whole(Shape shape) {
    return missing != null
        ? missing.compact(shape.slice(prior.batchShape().dimension()))
        : plate == null ? shape : plate.full(shape);
  }

  @Override
  public List<PlateAxis> plates() {
    return plate == null ? List.of() : plate.axes();
  }

  @Override
  public Noise noise() {
    return draw.noise(name);
  }

  @Override
  public NDArray rows(NDArray all) {
    return missing != null ? missing.expand(all) : plate == null ? all : plate.take(name, all);
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
