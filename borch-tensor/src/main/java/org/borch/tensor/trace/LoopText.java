package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.Spec;
import org.borch.tensor.TorchFunction;
import org.borch.tensor.TorchFunction.Argument;
import org.borch.tensor.TorchWriter;

/** A loop over a graph in TorchScript. */
final class LoopText {

  private final TorchWriter writer = new TorchWriter();
  private final Graph step;
  private final Feedback feedback;

  private LoopText(Graph step, Feedback feedback) {
    this.step = step;
    this.feedback = feedback;
  }

  static TorchFunction of(Graph step, Feedback feedback) {
    return new LoopText(step, feedback).function();
  }

  private TorchFunction function() {
    List<Argument> arguments = new ArrayList<>();
    String steps = "";
    for (int i = 0; i < step.inputs().size(); i++) {
      Spec spec = step.inputs().get(i);
      String name = writer.input("x" + i);
      arguments.add(new Argument(name, feedback.isRow(i) ? Feedback.rows(1, spec) : spec));
      steps = feedback.isRow(i) ? "torch.size(" + name + ", 0)" : steps;
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i).name();
      values.add(feedback.isCarried(i) ? writer.let("torch.clone(" + name + ")") : name);
    }
    List<String> results = new ArrayList<>();
    for (int input : feedback.carriedTo()) {
      boolean collected = input == Feedback.COLLECTED;
      results.add(collected ? writer.let("annotate(List[Tensor], [])") : values.get(input));
    }
    writer.line("for i in range(" + steps + "):");
    writer.indent();
    for (int i = 0; i < arguments.size(); i++) {
      if (feedback.isRow(i)) {
        String rows = values.get(i);
        values.set(i, writer.view(rows, "torch.select(" + rows + ", 0, i)"));
      }
    }
    List<String> outputs = step.torch(writer, values);
    for (int i = 0; i < outputs.size(); i++) {
      if (feedback.carriedTo().get(i) == Feedback.COLLECTED) {
        writer.let("torch.append(" + results.get(i) + ", " + outputs.get(i) + ")");
      }
    }
    carry(outputs, results);
    writer.outdent();
    List<String> last = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      boolean collected = feedback.carriedTo().get(i) == Feedback.COLLECTED;
      last.add(collected ? writer.let("torch.stack(" + results.get(i) + ")") : results.get(i));
    }
    return TorchFunction.of(writer, arguments, last);
  }

  /** All new values are there before the first variable gets one: outputs may be swapped inputs. */
  private void carry(List<String> outputs, List<String> variables) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      if (feedback.carriedTo().get(i) != Feedback.COLLECTED) {
        lines.add(variables.get(i) + " = " + writer.let(writer.owned(outputs.get(i))));
      }
    }
    lines.forEach(writer::line);
  }
}
