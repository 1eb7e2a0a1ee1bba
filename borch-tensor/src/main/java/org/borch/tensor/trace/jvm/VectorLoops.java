package org.borch.tensor.trace.jvm;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Type;

/**
 * Static methods with loops over arrays, copied and with these loops vectorised ({@link
 * Vectorizing}), behind an interface.
 *
 * @param <T> the interface; it has one method, of arrays and other objects
 */
public final class VectorLoops<T> extends VectorCode {

  private static final String NAME = "org/borch/tensor/trace/jvm/Vectorized";
  private static final String PREFIX = "of"; // no copy has the name of the interface's method

  private final Class<T> type;
  private final String method;
  private final Function<T, List<Runnable>> trials;
  private final Class<?>[] sources;

  private VectorLoops(
      Class<T> type, String method, Function<T, List<Runnable>> trials, Class<?>... sources) {
    this.type = type;
    this.method = method;
    this.trials = trials;
    this.sources = sources.clone();
  }

  /**
   * Begins to make code, or returns null if the running JVM does not offer the vector API.
   *
   * @param method the static method that the interface's one calls with its first arguments
   * @param trials runs of the code that together go every way through it
   * @param sources the class with the method, of that name the only one, and those that it calls
   */
  public static <T> @Nullable VectorLoops<T> of(
      Class<T> type, String method, Function<T, List<Runnable>> trials, Class<?>... sources) {
    if (!VectorUnit.isOffered()) {
      return null;
    }
    VectorLoops<T> loops = new VectorLoops<>(type, method, trials, sources);
    loops.start();
    return loops;
  }

  /** The code, or null as long as it is not fast. */
  public @Nullable T code() {
    return type.cast(ready());
  }

  @Override
  Object define() throws ReflectiveOperationException {
    return define(true);
  }

  private T define(boolean vectorized) throws ReflectiveOperationException {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    write(writer, vectorized, type, method, sources);
    return type.cast(Classes.define(writer.toByteArray()));
  }

  /** Writes the class. */
  static void write(
      ClassVisitor writer, boolean vectorized, Class<?> type, String method, Class<?>... sources) {
    ClassVisitor target = vectorized ? new Vectorizing(writer) : writer;
    Method only = type.getMethods()[0];
    Method called =
        Arrays.stream(sources[0].getDeclaredMethods())
            .filter(declared -> declared.getName().equals(method))
            .findFirst()
            .orElseThrow();
    Code.begin(target, NAME, type);
    Code.forward(
        target,
        NAME,
        only.getName(),
        Type.getMethodDescriptor(only),
        PREFIX + method,
        Type.getMethodDescriptor(called));
    KernelCopy.write(target, NAME, PREFIX, sources);
    target.visitEnd();
  }

  @Override
  List<Contest> contests(Object code) throws ReflectiveOperationException {
    List<Runnable> vectors = trials.apply(type.cast(code));
    List<Runnable> loops = trials.apply(define(false));
    List<Contest> contests = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      contests.add(new Contest(vectors.get(i), loops.get(i)));
    }
    return contests;
  }
}
