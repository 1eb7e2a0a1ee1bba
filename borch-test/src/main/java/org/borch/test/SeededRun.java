package org.borch.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.borch.tensor.BorchEngine;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/** One run of a {@link BorchTest}: its parameters, its scope, and what is checked after it. */
final class SeededRun implements InvocationInterceptor, ParameterResolver, AfterEachCallback {

  private static final List<Class<?>> KNOWN =
      List.of(Seed.class, Key.class, Scope.class, Path.class);
  private static final int COLLECTIONS = 5;

  private final BorchTest test;
  private final long seed;
  private final Failures failures;
  private @Nullable Scope scope;
  private @Nullable Path folder;

  SeededRun(BorchTest test, long seed, Failures failures) {
    this.test = test;
    this.seed = seed;
    this.failures = failures;
  }

  // ---- parameters

  static boolean isKnown(ParameterContext parameter) {
    return KNOWN.contains(parameter.getParameter().getType())
        && parameter.getParameter().getAnnotations().length == 0; // such as @TempDir
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return isKnown(parameter);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return value(parameter.getParameter().getType());
  }

  private Object value(Class<?> type) {
    if (type == Seed.class) {
      return Seed.of(seed);
    } else if (type == Key.class) {
      return Seed.of(seed).key();
    }
    return type == Scope.class ? scope() : folder();
  }

  private Scope scope() {
    Scope own = scope == null ? Scope.open() : scope;
    scope = own;
    return own;
  }

  private Path folder() {
    try {
      Path own = folder == null ? Files.createTempDirectory("borch-test") : folder;
      folder = own;
      return own;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- the run

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    try {
      run(invocation::proceed);
      if (test.findsLeaks()) {
        int before = settled(0);
        run(() -> again(method));
        requireNoMoreThan(before);
      }
    } catch (Throwable e) { // a test may throw anything
      report(e);
    }
  }

  /** What a test does. */
  @FunctionalInterface
  private interface Body {
    void run() throws Throwable;
  }

  private void run(Body body) throws Throwable {
    Scope own = scope();
    long start = System.nanoTime();
    try {
      body.run();
    } finally {
      close(own);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (test.seconds() > 0 && seconds > test.seconds()) {
      throw new AssertionError(
          Note.of("the test took too long")
              .expected("at most " + test.seconds() + " s")
              .found(Note.number(seconds) + " s")
              .cause("more draws, steps or rows than it needs, or a busy machine")
              .toString());
    }
  }

  private void close(Scope own) {
    scope = null;
    Scope innermost = Scope.current();
    boolean isOpen = innermost != own;
    while (innermost != null && innermost != own) {
      innermost.close();
      innermost = Scope.current();
    }
    own.close();
    if (isOpen) {
      throw new AssertionError(
          Note.of("a scope that the test opened is still open")
              .expected("every scope closed")
              .cause("Scope.open() without try")
              .toString());
    }
  }

  private void again(ReflectiveInvocationContext<Method> method) throws Throwable {
    List<Object> arguments = new ArrayList<>();
    for (Object each : method.getArguments()) {
      arguments.add(each instanceof Scope ? scope() : each);
    }
    Method own = method.getExecutable();
    own.setAccessible(true);
    try {
      own.invoke(method.getTarget().orElse(null), arguments.toArray());
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  // ---- afterwards

  private static void requireNoMoreThan(int before) {
    int after = settled(before);
    if (after > before) {
      throw new AssertionError(
          Note.of("the test leaves arrays in the engine's memory")
              .expected(before + ", as after its first run")
              .found(after)
              .cause("a fit, parameters or a predictor that is not closed, or a list that grows")
              .lookAt("what is kept outside of the test's scope")
              .toString());
    }
  }

  /** The count of arrays when garbage is collected: until it is as expected, or falls no more. */
  private static int settled(int expected) {
    int count = BorchEngine.nativeArrays();
    for (int quiet = 0; count > expected && quiet < COLLECTIONS; ) {
      System.gc();
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return count;
      }
      int now = BorchEngine.nativeArrays();
      quiet = now < count ? 0 : quiet + 1;
      count = now;
    }
    return count;
  }

  private void report(Throwable e) {
    if (e instanceof TestAbortedException aborted) { // an assumption that does not hold
      throw aborted;
    }
    if (!failures.isOfOne()) {
      failures.add(seed, e);
      return;
    }
    String replay = "  seed            %d: again with -D%s=%d";
    AssertionError named =
        new AssertionError(
            String.valueOf(e.getMessage())
                + System.lineSeparator()
                + replay.formatted(seed, BorchExtension.SEED, seed),
            e);
    named.setStackTrace(e.getStackTrace());
    throw named;
  }

  /** Deletes the folder. */
  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    folder = null;
  }
}
