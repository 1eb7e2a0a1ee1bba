package org.borch.examples;

import org.borch.Model;
import org.borch.infer.Check;
import org.borch.infer.Fit;
import org.borch.infer.Infer;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.laplace.LaplaceFit;
import org.borch.infer.laplace.Lbfgs;
import org.borch.infer.laplace.Mode;
import org.borch.infer.vi.Svi;
import org.borch.tensor.random.Seed;

/**
 * Quick looks at the posterior of {@link Challenger}: its mode, the normal distribution around it,
 * and how far an approximation is off.
 */
public final class QuickLooks {

  private static final Seed SEED = Seed.of(1);

  private QuickLooks() {}

  static Mode mode(Model<?, ?> model) {
    // region mode
    Mode mode = Infer.map(model, Lbfgs.defaults(), SEED);
    System.out.println(mode);
    // endregion
    return mode;
  }

  static Check laplace(Model<?, ?> model) {
    // region laplace
    LaplaceFit fit = Infer.laplace(model, Laplace.defaults(), SEED);
    System.out.println(fit.draws(4_000, SEED).summary());
    Check check = fit.check();
    // endregion
    System.out.println(check);
    return check;
  }

  static Check variational(Model<?, ?> model, Svi settings) {
    // region check
    try (Fit fit = Infer.fit(model, settings, SEED)) {
      Check check = fit.check();
      System.out.println(check);
      return check;
    }
    // endregion
  }

  public static void main(String[] arguments) {
    Model<?, ?> model = Challenger.model();
    mode(model);
    laplace(model);
    variational(model, Svi.defaults().withSteps(4_000).withParticles(2));
  }
}
