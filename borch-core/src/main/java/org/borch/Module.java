package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.borch.distributions.Distribution;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * A probabilistic program: {@link #forward} computes an output from an input and names the random
 * variables that it meets on the way. A module holds no parameters and no state of a run, so one
 * object serves many threads.
 *
 * <pre>{@code
 * final class EightSchools extends Module<NDArray, NDArray> {
 *   @Override protected NDArray forward(NDArray stdErr) {
 *     NDArray mu = rv("mu", normal(0, 5));
 *     NDArray tau = rv("tau", halfCauchy(5));
 *     Plate schools = plate("school", 8);
 *     NDArray theta = schools.rv("theta", normal(mu, tau));
 *     return schools.rv("y", normal(theta, stdErr));
 *   }
 * }
 * }</pre>
 *
 * @param <I> the input: an NDArray, an NDList, a record of arrays and Java values, or anything else
 * @param <O> the output
 */
public abstract class Module<I, O> {

  private final Map<String, Module<?, ?>> children =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private volatile @Nullable Module<?, ?> parent;
  private volatile String name = "";

  /** A module without children; attach them with {@link #child}. */
  protected Module() {}

  /**
   * A module from a function, for scripts: {@code Module.of((m, x) -> m.rv("mu", normal(0, 5)))}.
   *
   * @param body gets the module, on which it calls {@link #rv} and the rest, and the input
   */
  public static <I, O> Module<I, O> of(BiFunction<Module<I, O>, I, O> body) {
    return new FunctionModule<>(body);
  }

  /** Computes the output; called once in each draw, never by the user. */
  protected abstract O forward(I input);

  // ---- what forward may use

  /**
   * A random variable: sets its prior and returns its value in this draw, read-only.
   *
   * @param name unique in this module; the path of a child's variable is {@code child.name}
   * @return batch + event of the prior
   * @throws IllegalStateException outside a draw, in another thread than the draw's, or in a module
   *     that is not attached
   * @throws IllegalArgumentException if the draw has a variable of this name already
   */
  public final NDArray rv(String name, Distribution prior) {
    return Draw.running("rv", name).rv(this, name, prior, (Plate) null);
  }

  /**
   * As {@link #rv(String, Distribution)}, of the given sizes: {@code rv("b", normal(0, 1), 4)} is a
   * vector of four independent elements.
   *
   * @param sizes of the batch, to which the prior's expands
   * @return sizes + event of the prior
   * @throws IllegalArgumentException if the prior's batch shape does not expand to the sizes
   */
  public final NDArray rv(String name, Distribution prior, long... sizes) {
    return Draw.running("rv", name).rv(this, name, Sizes.expand(name, prior, sizes), (Plate) null);
  }

  /**
   * As {@link #rv(String, Distribution)}, of which approximations start elsewhere than at the
   * prior's mean: a network's at trained weights, or at a draw, {@code prior::sample}.
   *
   * @param start the centre of q at the start from the noise that seed and name decide; of the
   *     value's shape and in the prior's support
   */
  public final NDArray rv(String name, Distribution prior, Function<Noise, NDArray> start) {
    return Draw.running("rv", name).rv(this, name, prior, start);
  }

  /** Independent rows: all of 0, ..., size - 1. */
  public final Plate plate(String name, long size) {
    return Draw.running("plate", name).plate(this, name, size, size, null);
  }

  /**
   * Independent rows with names, which summaries, plots and files show: {@code theta[Choate]}.
   *
   * @param labels one for each row, all different, without brackets and line breaks
   * @throws IllegalArgumentException if there are not as many as the plate has rows
   */
  public final Plate plate(String name, List<String> labels) {
    return Draw.running("plate", name).plate(this, name, labels, null);
  }

  /** Independent rows, of which each draw has a random subset drawn from its key. */
  public final Plate plate(String name, long size, long batch) {
    return Draw.running("plate", name).plate(this, name, size, batch, null);
  }

  /**
   * Independent rows, those of the minibatch that the model is bound to. Without minibatches the
   * rows are as many as the first variable or data in the plate have: as its prior has, or else the
   * data that it is bound to.
   */
  public final Plate plate(String name) {
    return Draw.running("plate", name).plate(this, name);
  }

  /** Records a derived quantity for reports and returns it. */
  public final NDArray deterministic(String name, NDArray value) {
    return Draw.running("deterministic", name).deterministic(this, name, value, null);
  }

  /**
   * Adds a term to the log joint density; an array of terms counts with its sum. Terms of a plate's
   * rows are the plate's, {@link Plate#factor}: a plain one that depends on its rows is an error
   * when the model is bound to data or its parameters are made.
   */
  public final void factor(String name, NDArray logWeight) {
    Draw.running("factor", name).factor(this, name, logWeight, null);
  }

  /** As {@link #factor(String, NDArray)} with a number. */
  public final void factor(String name, double logWeight) {
    factor(name, BorchArray.scalar(logWeight, DataType.FLOAT64));
  }

  /** A learnable number that starts at a value; Params keep it under its path. */
  public final NDArray parameter(String name, double start) {
    return parameter(name, BorchArray.scalar(start, DataType.FLOAT64));
  }

  /** A learnable constant that starts at a value; Params keep it under its path. */
  public final NDArray parameter(String name, NDArray start) {
    return parameter(name, start.getShape(), () -> start);
  }

  /**
   * A learnable constant; Params keep it under its path.
   *
   * @param start the value when it is first needed
   */
  public final NDArray parameter(String name, Shape shape, Supplier<NDArray> start) {
    return Draw.running("parameter", name).parameter(this, name, shape, start);
  }

  /**
   * An array that Params keep and save, but no optimiser moves: running statistics. A draw says by
   * {@link #update} what it becomes.
   *
   * @param start the value when it is first needed
   * @return its value, without derivative
   */
  public final NDArray buffer(String name, NDArray start) {
    return Draw.running("buffer", name).buffer(this, name, start);
  }

  /**
   * Says what a {@link #buffer} becomes by this draw; see {@link Trace#updates}.
   *
   * @param value of the buffer's shape
   */
  public final void update(String buffer, NDArray value) {
    Draw.running("update", buffer).update(this, buffer, value);
  }

  /**
   * Whether this draw is a step of training: one from q with the data, as fits make them. Draws
   * from the prior, at given values, as samplers make them, and predictions are not. Dropout and
   * batch normalisation differ between the two.
   */
  public final boolean isTraining() {
    return Draw.running("isTraining", "").isTraining();
  }

  /**
   * What a variable of this module was drawn from in this draw: q in a draw of a fit, empty where
   * its value was given. For layers that use q's arguments in place of the value.
   *
   * @param variable a name that {@link #rv} had before in this draw
   */
  public final Optional<Distribution> approximation(String variable) {
    return Draw.running("approximation", variable).approximation(this, variable);
  }

  /** This draw's noise of a name, for what is random but no variable, such as dropout. */
  public final Noise noise(String name) {
    Draw draw = Draw.running("noise", name);
    return draw.noise(draw.path(this, name));
  }

  /**
   * Runs this module as part of the running draw: {@code hidden.call(x)}.
   *
   * @throws IllegalStateException if the module is not attached to the draw's module
   */
  public final O call(I input) {
    Draw draw = Draw.running("call", getClass().getSimpleName());
    draw.path(this, "");
    return forward(input);
  }

  // ---- the tree

  /**
   * Attaches a child, whose variables get the path {@code name.}; call it where the parent is made:
   * {@code private final Linear hidden = child("hidden", new Linear(784, 400));}.
   *
   * @return the child
   * @throws IllegalArgumentException if the name is taken or the child has another parent
   */
  public final <M extends Module<?, ?>> M child(String name, M child) {
    Names.require("child", name);
    Module<?, ?> attached = child;
    synchronized (children) {
      Module<?, ?> known = children.get(name);
      if (known == attached) {
        return child;
      }
      if (known != null || attached.parent != null || attached == this) {
        throw new IllegalArgumentException(
            "child(\""
                + name
                + "\", "
                + attached.title()
                + ") of "
                + title()
                + ": "
                + (known != null
                    ? "the name belongs to another child; choose another name"
                    : "it is attached already; make a module for each place in the tree"));
      }
      attached.parent = this;
      attached.name = name;
      children.put(name, attached);
    }
    return child;
  }

  /** The children by name, in the order in which they were attached. */
  public final Map<String, Module<?, ?>> children() {
    synchronized (children) {
      return Collections.unmodifiableMap(new LinkedHashMap<>(children));
    }
  }

  /** The module to which this one is attached. */
  final @Nullable Module<?, ?> parent() {
    return parent;
  }

  /** Its name there. */
  final String name() {
    return name;
  }

  final String title() {
    String simple = getClass().getSimpleName();
    return simple.isEmpty() ? "Module" : simple;
  }

  // ---- models

  /** This module with an input. */
  public final Model<I, O> on(I input) {
    return Model.of(this).on(input);
  }

  /** This module with minibatches: each draw gets the one that its key decides. */
  public final Model<I, O> on(Batches<I> batches) {
    return Model.of(this).on(batches);
  }

  /** This module without input: forward gets null. */
  public final Model<I, O> on() {
    return Model.of(this);
  }

  /** A name of this kind of module for messages and trees. */
  @Override
  public String toString() {
    return title();
  }
}
