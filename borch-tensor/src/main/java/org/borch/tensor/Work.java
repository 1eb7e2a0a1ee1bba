package org.borch.tensor;

/**
 * What an operation or a program has to do, as far as it tells how long a back-end takes.
 *
 * @param operations what the engine would be called for, one by one
 * @param elements numbers read or written, the most of any array for each operation
 * @param jvmFunctions nanoseconds of Java kernels in functions dearer than arithmetic
 * @param engineFunctions the same of the engine's kernels
 * @param multiplyAdds of matrix products, factorisations and convolutions
 */
public record Work(
    double operations,
    double elements,
    double jvmFunctions,
    double engineFunctions,
    double multiplyAdds) {

  /** Nothing to do. */
  public static final Work NONE = new Work(0, 0, 0, 0, 0);

  /** One operation on so many elements. */
  public static Work of(double elements) {
    return new Work(1, elements, 0, 0, 0);
  }

  /** The same with a function of each element, which takes so many nanoseconds in Java or not. */
  public Work with(double jvm, double engine) {
    return new Work(
        operations,
        elements,
        jvmFunctions + elements * jvm,
        engineFunctions + elements * engine,
        multiplyAdds);
  }

  /** The same with products. */
  public Work withProducts(double count) {
    return new Work(operations, elements, jvmFunctions, engineFunctions, multiplyAdds + count);
  }

  /** Both. */
  public Work plus(Work other) {
    return new Work(
        operations + other.operations,
        elements + other.elements,
        jvmFunctions + other.jvmFunctions,
        engineFunctions + other.engineFunctions,
        multiplyAdds + other.multiplyAdds);
  }

  /** Many times. */
  public Work times(double count) {
    return new Work(
        operations * count,
        elements * count,
        jvmFunctions * count,
        engineFunctions * count,
        multiplyAdds * count);
  }
}
