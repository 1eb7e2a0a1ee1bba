package org.borch.infer.run;

import java.util.Arrays;
import java.util.Map;
import org.borch.ArrayFile;
import org.borch.tensor.trace.BackEnd;

/**
 * What runs an algorithm's steps or a density, and why. One seed decides a run on one back-end;
 * another one rounds differently.
 *
 * @param backEnd which
 * @param reason why this one, a sentence: what was asked for, the cost rule, or what stopped the
 *     trace
 */
public record Execution(BackEnd backEnd, String reason) {

  private static final String BACK_END = "backEnd";
  private static final String REASON = "reason";

  /** One operation after the other, because somebody asked for it. */
  public static Execution eager() {
    return new Execution(BackEnd.EAGER, "asked for");
  }

  /** What a file says of it. */
  public Map<String, String> notes() {
    return Map.of(BACK_END, backEnd.name(), REASON, reason);
  }

  /**
   * From the {@link #notes} of a file.
   *
   * @throws java.io.UncheckedIOException if they are not there, or of an unknown back-end
   */
  public static Execution of(ArrayFile content) {
    String name = content.note(BACK_END);
    BackEnd backEnd =
        Arrays.stream(BackEnd.values())
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() -> content.refused("made by the unknown back-end " + name));
    return new Execution(backEnd, content.note(REASON));
  }

  /** {@code JVM: ...}. */
  @Override
  public String toString() {
    return backEnd + ": " + reason;
  }
}
