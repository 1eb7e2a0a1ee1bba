package org.borch.infer;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;

/** What a log density is of, as a function of arrays that runs eagerly or is traced. */
sealed interface Target permits Target.Plain, Joint {

  /** Whether the data come in minibatches. */
  boolean isBatched();

  /** The same with the minibatch that a key decides; itself if it has none. */
  Target at(Key key);

  /** The minibatch's arrays. */
  List<NDArray> arrays();

  /** What a program takes of the minibatch. */
  List<Spec> specs();

  /** The same of a program that takes {@link #specs}. */
  default List<NDArray> arguments() {
    List<NDArray> arguments = new ArrayList<>();
    Iterator<Spec> specs = specs().iterator();
    try (HostComputation host = HostComputation.open()) {
      arrays().forEach(array -> arguments.add(array.toType(specs.next().type(), false)));
    }
    return arguments;
  }

  /** The same with other arrays of the same shapes in the minibatch, such as arguments. */
  Target with(List<NDArray> arrays);

  /**
   * The same in the variables' own coordinates: without the log-Jacobian of the change; itself if
   * it has none.
   */
  Target withoutJacobian();

  /**
   * The log density.
   *
   * @param parts the point, an array for each variable
   */
  NDArray value(List<NDArray> parts);

  /** A function of arrays. */
  record Plain(Function<List<NDArray>, NDArray> density) implements Target {

    @Override
    public boolean isBatched() {
      return false;
    }

    @Override
    public Target at(Key key) {
      return this;
    }

    @Override
    public List<NDArray> arrays() {
      return List.of();
    }

    @Override
    public List<Spec> specs() {
      return List.of();
    }

    @Override
    public Target with(List<NDArray> arrays) {
      return this;
    }

    @Override
    public Target withoutJacobian() {
      return this;
    }

    @Override
    public NDArray value(List<NDArray> parts) {
      return density.apply(parts);
    }
  }
}
