package org.borch;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Supplier;
import org.borch.distributions.Distribution;
import org.borch.posterior.Choice;
import org.jspecify.annotations.Nullable;

/** Where a draw gets the values of its variables from: what distinguishes the kinds of draws. */
interface Source {

  /** The value of a latent variable. */
  Choice choose(Draw draw, LatentSite site);

  /**
   * What it would choose if the parameters of q were constants; null where q has none.
   *
   * @param site that {@link #choose} was asked for before
   */
  default @Nullable Supplier<Choice> constant(Draw draw, LatentSite site) {
    return null;
  }

  /**
   * The value of a variable that has data elsewhere, in minibatches, but none for this input. Only
   * predictions draw it.
   */
  default Choice awaited(Draw draw, LatentSite site) {
    throw new IllegalStateException(
        site.name()
            + ": observed in the minibatches, but this input came without data for it; predict, or"
            + " give it data: observe(\""
            + site.name()
            + "\", data)");
  }

  /**
   * Who asks for a parameter, for a message.
   *
   * @param variable that it approximates; empty for what belongs to none alone
   */
  default String asker(String variable) {
    return variable;
  }

  /** Whether observed variables have their data as values; else they are latent, too. */
  default boolean usesData() {
    return true;
  }

  /** The value that this has for a variable itself, so that it is not decentred. */
  default @Nullable NDArray given(String name) {
    return null;
  }

  /** Whether it draws from q with the data, to learn. */
  default boolean isTraining() {
    return false;
  }

  /** Whether plates have all their rows. */
  default boolean usesAllRows() {
    return false;
  }

  /**
   * Sees data (input, observed values, a plate's rows) before the model computes with it.
   *
   * @param plates whose rows it has
   */
  default NDArray data(NDArray array, List<Rows> plates) {
    return array;
  }

  /** Sees a factor in plates. */
  default void factor(String path, NDArray logWeight, List<Rows> plates) {}

  /** Sees an observed variable with its data for this draw's rows. */
  default void observed(
      String path, Distribution prior, Observation observation, @Nullable Plate plate) {}

  /** The draw has ended without error. */
  default void finish(Draw draw) {}
}
