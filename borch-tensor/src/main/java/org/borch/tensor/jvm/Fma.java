package org.borch.tensor.jvm;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.objectweb.asm.Type;

/** Multiplication and addition for machines on which {@link Math#fma} is a routine of software. */
final class Fma {

  static final String CLASS = Type.getInternalName(Fma.class);

  /** Whether the processor does both in one instruction; the same for a JVM's whole life. */
  static final boolean IN_HARDWARE = isInHardware();

  private Fma() {}

  private static boolean isInHardware() {
    try {
      HotSpotDiagnosticMXBean hotSpot =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return hotSpot != null && Boolean.parseBoolean(hotSpot.getVMOption("UseFMA").getValue());
    } catch (IllegalArgumentException | LinkageError e) {
      return false; // another JVM, or one without this option or this interface
    }
  }

  static double fma(double a, double b, double c) {
    return a * b + c;
  }

  static float fma(float a, float b, float c) {
    return a * b + c;
  }
}
