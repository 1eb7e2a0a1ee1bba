package org.borch.tensor;

import ai.djl.Device;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The engine's arrays of constants, which operations share. A constant gets one when it is asked
 * for again: those of the code come back in every step, those of a schedule never do and leave
 * nothing behind. Constants that fall into one slot drive each other out, which costs time only.
 */
final class SharedScalars {

  private static final int LOG_SLOTS = 10;

  /** 2³² over the golden ratio: spreads hashes that differ in their high bits only. */
  private static final int GOLDEN = 0x9E3779B9;

  private record Scalar(long bits, Spec spec, Device device) {}

  private record Slot(Scalar scalar, @Nullable NativeValue array) {}

  private final AtomicReferenceArray<@Nullable Slot> slots =
      new AtomicReferenceArray<>(1 << LOG_SLOTS);

  /** The shared array of a constant of shape (), or null if it should make its own. */
  @Nullable NativeValue of(HostValue value, Device device) {
    Scalar scalar = new Scalar(Double.doubleToRawLongBits(value.at(0)), value.spec(), device);
    int index = (scalar.hashCode() * GOLDEN) >>> (Integer.SIZE - LOG_SLOTS);
    Slot slot = slots.get(index);
    if (slot == null || !slot.scalar.equals(scalar)) {
      slots.set(index, new Slot(scalar, null));
      return null;
    }
    if (slot.array != null) {
      return slot.array;
    }
    NativeValue made = BorchEngine.unowned(value, device);
    slots.set(index, new Slot(scalar, made));
    return made;
  }
}
