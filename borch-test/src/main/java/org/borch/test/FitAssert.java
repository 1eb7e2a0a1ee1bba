package org.borch.test;

import org.assertj.core.api.AbstractAssert;
import org.borch.infer.fit.Check;
import org.borch.infer.fit.Fit;
import org.borch.tensor.random.Seed;

/** Assertions on a fit. */
public final class FitAssert extends AbstractAssert<FitAssert, Fit> {

  FitAssert(Fit fit) {
    super(fit, FitAssert.class);
    isNotNull();
  }

  /** q is a good approximation by its importance weights: {@link Fit#check(int, Seed)}. */
  public FitAssert isGood(int draws, Seed seed) {
    Check check = actual.check(draws, seed);
    if (check.verdict() != Check.Verdict.GOOD) {
      fail(
          Note.of("the fit is not called good")
              .expected(Check.Verdict.GOOD)
              .found(check.verdict() + ": " + check.message())
              .line("k-hat", check.kHat())
              .line("effective size", Math.rint(check.ess()) + " of " + check.draws())
              .cause("too few steps, or a posterior of another shape than the approximation's")
              .lookAt("Plots.loss(fit.losses()), and another posterior (multivariate normal)"));
    }
    return this;
  }

  /** No step was left out because its loss was not finite. */
  public FitAssert hasFiniteLosses() {
    if (actual.skipped() > 0) {
      fail(
          Note.of("steps were left out")
              .expected("a finite loss in every step")
              .found(actual.skipped() + " of " + actual.losses().length + " are not finite")
              .cause("a learning rate that is too large, or a density that overflows")
              .lookAt("assertThat(model).isFiniteBetween(-10, 10, seed)"));
    }
    return this;
  }

  /** The steps ran as one program, not one operation after the other. */
  public FitAssert ranCompiled() {
    Compiled.fault(actual.execution()).ifPresent(this::fail);
    return this;
  }

  /** Assertions on draws from q; those of {@link DrawsAssert} have their Monte Carlo errors. */
  public DrawsAssert draws(int n, Seed seed) {
    return new DrawsAssert(actual.draws(n, seed)).as(info.descriptionText());
  }

  private void fail(Note note) {
    failWithMessage("%s", note);
  }
}
