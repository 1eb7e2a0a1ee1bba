/**
 * Models as modules of random variables, the approximations of their posteriors, and parameters.
 */
@SuppressWarnings("module") // borch-infer is compiled later
module org.borch.core {
  requires com.google.gson;
  requires static com.google.errorprone.annotations; // which Gson names
  requires static transitive org.jspecify;
  requires transitive org.borch.distributions;

  exports org.borch;
  exports org.borch.file to
      org.borch.infer;
  exports org.borch.nn;
  exports org.borch.posterior;
}
