package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of the arrays that one step makes: when the scope closes, the native memory of every
 * array that this thread made while the scope was the innermost is freed, unless it was {@linkplain
 * #keep kept}. A scope also records derivatives of the arrays that it {@linkplain #watch watches}.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *   NDArray loss = ...;
 * }
 * }</pre>
 *
 * A scope belongs to the thread that opened it; scopes nest.
 */
public final class Scope implements AutoCloseable {

  private final Nesting nesting = Nesting.current();
  private final @Nullable Scope outer = nesting.scope;
  private final NDScope arrays = new NDScope();
  private final Tape tape = new Tape();
  private final List<NativeValue> kept = new ArrayList<>();
  private final IdentityHashMap<Object, Object> memos = new IdentityHashMap<>();
  private final List<NDManager> closing = new ArrayList<>();
  private boolean open = true;

  private Scope() {
    nesting.scope = this;
  }

  /** Opens a scope on this thread. */
  public static Scope open() {
    return new Scope();
  }

  /** The innermost open scope of this thread, or null. */
  public static @Nullable Scope current() {
    return Nesting.current().scope;
  }

  /**
   * Lets an array live on: in the enclosing scope, or without a scope until its manager closes.
   *
   * @return the array without derivative
   */
  public NDArray keep(NDArray array) {
    requireOpen();
    BorchArray plain = tape.lower(BorchArray.wrap(array));
    for (NativeValue resource : plain.resources()) {
      NDScope.unregister(resource.array());
      kept.add(resource);
    }
    return plain;
  }

  /**
   * One value for each owner and scope: made when the owner first asks, dropped when the scope
   * closes. So an owner of arrays finds the leaves again that it handed out in this scope.
   */
  @SuppressWarnings("unchecked") // each owner asks for one type only
  public <T> T memo(Object owner, Supplier<T> first) {
    requireOpen();
    return (T) memos.computeIfAbsent(owner, o -> Objects.requireNonNull(first.get()));
  }

  /** Whether derivatives are recorded. */
  boolean isWatching() {
    return open && tape.isWatching();
  }

  /** Closes an engine's manager when this scope closes. */
  void closeLater(NDManager manager) {
    closing.add(manager);
  }

  /** The same array, with derivatives recorded by this scope for {@link #gradient}. */
  public NDArray watch(NDArray array) {
    requireOpen();
    return tape.watch(BorchArray.wrap(array));
  }

  /**
   * The derivatives of a scalar with respect to watched arrays, each of its array's shape.
   *
   * @param leaves arrays that {@link #watch} returned
   * @throws IllegalArgumentException if the result is not a scalar, or a leaf is not watched
   */
  public List<NDArray> gradient(NDArray result, List<? extends NDArray> leaves) {
    requireOpen();
    BorchArray scalar = Autodiff.requireScalar(BorchArray.wrap(result));
    List<BorchArray> watched = new ArrayList<>(leaves.size());
    leaves.forEach(leaf -> watched.add(BorchArray.wrap(leaf)));
    BorchArray seed = BorchArray.scalar(1, scalar.getDataType()).reshape(scalar.getShape());
    return List.copyOf(tape.gradient(scalar, seed, watched));
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException(
          "the scope is closed, and what it made is freed; open another one");
    }
  }

  /**
   * Frees what was made in this scope. Closing twice does nothing.
   *
   * @throws IllegalStateException if a scope opened later is still open, or in another thread
   */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    if (nesting != Nesting.current() || nesting.scope != this) {
      throw new IllegalStateException(
          "a scope is closed in another thread or before a scope that was opened in it; close"
              + " scopes in reverse order, best with try");
    }
    open = false;
    tape.close();
    arrays.close();
    closing.forEach(NDManager::close);
    nesting.scope = outer;
    for (NativeValue value : kept) {
      if (outer == null) {
        BorchEngine.freeWhenUnreachable(value);
      } else {
        NDScope.register(value.array());
      }
    }
  }
}
