package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.borch.Module;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Noise;

/** The latent variables that a posterior hosts, as one draw sees them. */
public interface Latents {

  /**
   * The variables in order of first use, as a run under the prior met them. The first call for a
   * model runs it once; a posterior that treats variables one by one never needs this.
   */
  List<LatentStart> all();

  /**
   * The unconstrained coordinates of all variables as one vector, for a q that draws them together.
   *
   * @param posterior what hosts them, for messages
   */
  default Coordinates coordinates(String posterior) {
    return Coordinates.of(all(), posterior);
  }

  /**
   * A learnable array that belongs to no single variable, named {@code posterior|NAME} in Params.
   *
   * @param start its value when it is first needed
   */
  NDArray parameter(String name, Shape shape, Supplier<NDArray> start);

  /** As {@link #parameter(String, Shape, Supplier)}, with zeros at the start. */
  default NDArray parameter(String name, Shape shape) {
    return parameter(name, shape, () -> BorchArray.full(shape, 0, type()));
  }

  /** This draw's noise for what is drawn jointly. */
  Noise noise();

  /** The floating data type of the run. */
  DataType type();

  /**
   * Runs another module on this draw's input and rows. Its random variables are q: each answers for
   * the latent variable of its name. Its parameters are named {@code posterior|PATH}.
   */
  Posterior.Draw guide(Module<?, ?> guide);

  /**
   * The same draw restricted to the variables whose names pass, for a posterior among others.
   *
   * @param label takes the place of {@code posterior} in the names of parameters, or follows the
   *     label of a draw that is restricted itself; empty if the names stay
   */
  Latents only(String label, Predicate<String> names);
}
