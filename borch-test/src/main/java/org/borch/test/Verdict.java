package org.borch.test;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Comes after the runs of a repeated test, does not run it, and reports how often it failed. */
final class Verdict implements InvocationInterceptor, ParameterResolver {

  private final Failures failures;

  Verdict(Failures failures) {
    this.failures = failures;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return SeededRun.isKnown(parameter);
  }

  /** Nobody reads it. */
  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return null;
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    invocation.skip();
    context.publishReportEntry("failure rate", failures.toString());
    failures
        .judged()
        .ifPresent(
            error -> {
              throw error;
            });
  }
}
