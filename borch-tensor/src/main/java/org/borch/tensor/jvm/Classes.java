package org.borch.tensor.jvm;

import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The classes of generated code that were used last. The same code again, as when a model is fitted
 * a second time, is the same class: HotSpot has compiled it already, which takes it longer than
 * some thousand runs of a small program. Constants and kernels are not in the code.
 */
final class Classes {

  private static final int KEPT = 32;

  private static final Map<ByteBuffer, Object> LATEST =
      new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Object> eldest) {
          return size() > KEPT;
        }
      };

  private Classes() {}

  /** The instance of a class, which threads share: it has no fields. */
  static Object instance(byte[] code) throws ReflectiveOperationException {
    ByteBuffer key = ByteBuffer.wrap(code);
    synchronized (LATEST) {
      Object known = LATEST.get(key);
      if (known == null) {
        known = define(code);
        LATEST.put(key, known);
      }
      return known;
    }
  }

  private static Object define(byte[] code) throws ReflectiveOperationException {
    return MethodHandles.lookup()
        .defineHiddenClass(code, true)
        .lookupClass()
        .getDeclaredConstructor()
        .newInstance();
  }
}
