package org.borch.tensor.trace.jvm;

/**
 * What the running JVM offers of the vector API, which is in incubation: a program must ask for it.
 */
final class VectorUnit {

  /** The descriptor of what says how long vectors are. */
  static final String SPECIES = "Ljdk/incubator/vector/VectorSpecies;";

  private static final String MODULE = "jdk.incubator.vector";

  /** Bits of a vector register, or 0 if the API is not offered. */
  private static final int BITS = preferredBits();

  private VectorUnit() {}

  static boolean isOffered() {
    return BITS > 0 && Fma.IN_HARDWARE;
  }

  /** The name of an API's class. */
  static String type(String simpleName) {
    return MODULE.replace('.', '/') + "/" + simpleName;
  }

  /**
   * The name of the field of a class of vectors that says how long they are. With vectors of other
   * sizes HotSpot of JDK 17 would not know the size when it compiles an operation, and would be a
   * hundred times slower.
   */
  static String speciesField() {
    return "SPECIES_" + BITS;
  }

  /** How many numbers of some bytes fit a vector. */
  static int lanes(int numberBytes) {
    return BITS / (Byte.SIZE * numberBytes);
  }

  /** Whether there are 32 registers, not 16. */
  static boolean hasManyRegisters() {
    return BITS == 512;
  }

  private static int preferredBits() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return 0;
    }
    try {
      Class<?> shapes = Class.forName(MODULE + ".VectorShape");
      Object preferred = shapes.getMethod("preferredShape").invoke(null);
      return (int) shapes.getMethod("vectorBitSize").invoke(preferred);
    } catch (ReflectiveOperationException | LinkageError e) {
      return 0; // another version of the API
    }
  }
}
