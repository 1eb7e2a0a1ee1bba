package org.borch.test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes the runs of a {@link BorchTest}. JUnit makes it. */
public final class BorchExtension implements TestTemplateInvocationContextProvider {

  static final String SEED = "borch.test.seed";
  static final String REPEATS = "borch.test.repeats";

  /** For JUnit. */
  public BorchExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), BorchTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    BorchTest test =
        AnnotationSupport.findAnnotation(context.getTestMethod(), BorchTest.class).orElseThrow();
    Long replayed = Long.getLong(SEED);
    long first = replayed == null ? test.seed() : replayed;
    int repeats = replayed == null ? Integer.getInteger(REPEATS, test.repeats()) : 1;
    if (repeats < 1) {
      throw new IllegalArgumentException(
          "repeats = " + repeats + " of a @BorchTest, expected at least 1");
    }
    Failures failures = new Failures(repeats, test.allowedFailures());
    List<TestTemplateInvocationContext> runs = new ArrayList<>();
    for (int i = 0; i < repeats; i++) {
      runs.add(named("seed " + (first + i), new SeededRun(test, first + i, failures)));
    }
    if (repeats > 1) {
      runs.add(named("failure rate", new Verdict(failures)));
    }
    return runs.stream();
  }

  private static TestTemplateInvocationContext named(String name, Extension extension) {
    return new TestTemplateInvocationContext() {
      @Override
      public String getDisplayName(int invocationIndex) {
        return name;
      }

      @Override
      public List<Extension> getAdditionalExtensions() {
        return List.of(extension);
      }
    };
  }
}
