/**
 * Arrays that compute, record and differentiate; programs made of what they record; randomness by
 * keys. Generated code and scalar numerics stay inside.
 */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module org.borch.tensor {
  requires transitive ai.djl.api;
  requires ai.djl.pytorch_engine;
  requires java.management;
  requires jdk.management;
  requires org.apache.commons.numbers.gamma;
  requires org.objectweb.asm;
  requires static transitive org.jspecify;
  requires org.slf4j; // DJL's, whose automatic modules require nothing

  exports org.borch.tensor;
  exports org.borch.tensor.number to
      org.borch.distributions,
      org.borch.infer;
  exports org.borch.tensor.random;
  exports org.borch.tensor.trace;

  provides ai.djl.engine.EngineProvider with
      org.borch.tensor.BorchEngineProvider;
}
