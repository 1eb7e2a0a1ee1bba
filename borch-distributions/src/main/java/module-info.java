/** Distributions, the constraints on their values, and bijectors to unconstrained coordinates. */
module org.borch.distributions {
  requires static transitive org.jspecify;
  requires transitive org.borch.tensor;

  exports org.borch.distributions;
  exports org.borch.distributions.constraint;
  exports org.borch.distributions.kernel;
  exports org.borch.distributions.transform;
}
