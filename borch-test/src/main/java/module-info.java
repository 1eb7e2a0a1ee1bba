/** Tests of models: assertions, simulation-based calibration, a JUnit extension. */
module org.borch.test {
  requires static transitive org.jspecify;
  requires transitive org.assertj.core;
  requires transitive org.borch.infer;
  requires transitive org.junit.jupiter.api;

  exports org.borch.test;
}
