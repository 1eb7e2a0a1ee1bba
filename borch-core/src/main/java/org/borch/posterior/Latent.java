package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Supplier;
import org.borch.PlateAxis;
import org.borch.distributions.Distribution;
import org.borch.tensor.random.Noise;

/** One latent variable in one draw, as its posterior sees it. */
public interface Latent {

  /** The path, {@code encoder.fc1.weight}. */
  String name();

  /** The prior given this draw's parents; its leftmost batch axes are the plates' rows. */
  Distribution prior();

  /** The variable as a run under the prior met it: where parameters start. */
  LatentStart start();

  /**
   * A learnable array of this variable, named {@code PATH|ARGUMENT} in Params. Inside plates Params
   * keep all rows, and this draw gets its own.
   *
   * @param shape the shape in this draw; inside plates its leftmost axes are the plates'
   * @param start the value of all rows when the parameter is first needed
   */
  NDArray parameter(String argument, Shape shape, Supplier<NDArray> start);

  /** Its plates, whose rows are the leftmost axes, from the outermost. */
  List<PlateAxis> plates();

  /** This draw's rows of an array that has all rows of the variable's plates as leftmost axes. */
  NDArray rows(NDArray all);

  /** This draw's noise for this variable. */
  Noise noise();
}
