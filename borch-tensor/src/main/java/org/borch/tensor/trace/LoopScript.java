package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.TorchWriter;

/** A {@link Loop} as a loop in TorchScript. */
final class LoopScript {

  private final Loop loop;
  private final TorchWriter writer;

  LoopScript(Loop loop, TorchWriter writer) {
    this.loop = loop;
    this.writer = writer;
  }

  /** Writes the loop; returns the expression of its vector. */
  String of(List<String> arguments) {
    int carries = loop.carries();
    List<String> values = new ArrayList<>(arguments);
    for (int i = 0; i < carries; i++) {
      values.set(i, writer.let("torch.clone(" + arguments.get(i) + ")"));
    }
    List<String> carry = List.copyOf(values.subList(0, carries));
    List<String> emitted = new ArrayList<>();
    for (int i = 0; i < loop.emissions(); i++) {
      emitted.add(writer.let("annotate(List[Tensor], [])"));
    }
    String row = writer.name();
    String rows = loop.backwards() ? loop.steps() - 1 + ", -1, -1" : "" + loop.steps();
    writer.line("for " + row + " in range(" + rows + "):");
    writer.indent();
    for (int i = carries; i < carries + loop.rows(); i++) {
      String all = arguments.get(i);
      values.set(i, writer.view(all, "torch.select(" + all + ", 0, " + row + ")"));
    }
    List<String> results = loop.body().torch(writer, values);
    for (int i = 0; i < emitted.size(); i++) {
      writer.line("torch.append(" + emitted.get(i) + ", " + flat(results.get(carries + i)) + ")");
    }
    // All are computed before the first variable gets its new value.
    List<String> next = new ArrayList<>();
    for (int i = 0; i < carries; i++) {
      next.add(writer.let(results.get(i)));
    }
    for (int i = 0; i < carries; i++) {
      writer.line(carry.get(i) + " = " + next.get(i));
    }
    writer.outdent();
    List<String> parts = new ArrayList<>();
    for (String list : emitted) {
      String stacked = "torch.stack(" + list + ")"; // [steps, size]
      // Steps that run backwards collect their rows from the last one.
      String ordered = loop.backwards() ? "torch.flip(" + stacked + ", [0])" : stacked;
      parts.add(flat(ordered));
    }
    carry.forEach(last -> parts.add(flat(last)));
    return writer.let("torch.cat([" + String.join(", ", parts) + "])");
  }

  private static String flat(String tensor) {
    return "torch.reshape(" + tensor + ", [-1])";
  }
}
