package org.borch.infer.optim;

/**
 * The optimisers once more, written on plain Java numbers from the papers' formulas, element by
 * element.
 */
final class Reference {

  /** One step of one element: state is three numbers of the rule's own. */
  interface Rule {
    double step(long t, double theta, double g, double[] state);
  }

  private Reference() {}

  static Rule sgd(Schedule rate, double momentum, boolean nesterov) {
    return (t, theta, g, s) -> {
      s[0] = momentum * s[0] + g;
      double direction = nesterov ? g + momentum * s[0] : s[0];
      return theta - rate.at(t) * direction;
    };
  }

  static Rule adam(
      Schedule rate, double b1, double b2, double eps, boolean amsgrad, double weightDecay) {
    return (t, theta, g, s) -> {
      s[0] = b1 * s[0] + (1 - b1) * g;
      s[1] = b2 * s[1] + (1 - b2) * g * g;
      s[2] = Math.max(s[2], s[1]);
      double meanHat = s[0] / (1 - Math.pow(b1, t + 1.0));
      double squareHat = (amsgrad ? s[2] : s[1]) / (1 - Math.pow(b2, t + 1.0));
      double direction = meanHat / (Math.sqrt(squareHat) + eps) + weightDecay * theta;
      return theta - rate.at(t) * direction;
    };
  }

  static Rule rmsProp(Schedule rate, double decay, double eps, double momentum) {
    return (t, theta, g, s) -> {
      s[0] = decay * s[0] + (1 - decay) * g * g;
      s[1] = momentum * s[1] + g / (Math.sqrt(s[0]) + eps);
      return theta - rate.at(t) * s[1];
    };
  }
}
