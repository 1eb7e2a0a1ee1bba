package org.borch.tensor;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A TorchScript method as a function of arrays: one call of the engine, without its autograd, on
 * the device on which the first of the arguments lies. Any number of threads may call at once. The
 * program is unloaded when it is no longer reachable.
 */
public final class TorchFunction {

  /** An argument of a method: its name in the text, and what it is when the method is tried. */
  public record Argument(String name, Spec spec) {}

  private static final String METHOD = "run";

  /** DJL's own switch; restored after a call, for DJL's models in the same thread. */
  private static final boolean OPTIMISED =
      Boolean.parseBoolean(System.getProperty("ai.djl.pytorch.graph_optimizer", "true"));

  private final String text;
  private final List<BorchArray> constants;
  private final TorchScript script;

  private TorchFunction(String text, List<BorchArray> constants, TorchScript script) {
    this.text = text;
    this.constants = constants;
    this.script = script;
    BorchEngine.closeWhenUnreachable(this, script);
  }

  /**
   * Loads and compiles a method; starts the engine.
   *
   * @param body its statements, with the constants that they use
   * @param arguments its arguments, which are tensors
   * @param results the names of its results
   * @throws EngineException if the text is not a valid program
   */
  public static TorchFunction of(TorchWriter body, List<Argument> arguments, List<String> results) {
    List<BorchArray> constants = new ArrayList<>(body.constants());
    if (arguments.isEmpty() && constants.isEmpty()) {
      // A call needs an array.
      constants.add(BorchArray.unscoped(new Spec(new Shape(), DataType.FLOAT32), new double[1]));
    }
    StringJoiner header = new StringJoiner(", ", "def " + METHOD + "(self, ", ")");
    arguments.forEach(argument -> header.add(argument.name() + ": Tensor"));
    for (int i = 0; i < constants.size(); i++) {
      header.add("c" + i + ": Tensor");
    }
    String first = arguments.isEmpty() ? "c0" : arguments.get(0).name();
    String device = body.needsDevice() ? "  device = " + first + ".device\n" : "";
    String last = "  return [" + String.join(", ", results) + "]\n";
    String text = header + " -> List[Tensor]:\n" + device + body + last;
    return DeepStack.call(
        () -> {
          NDManager root = BorchEngine.root(BorchEngine.pytorch().defaultDevice());
          TorchFunction function =
              new TorchFunction(text, List.copyOf(constants), TorchScript.load(root, text));
          function.tryOnce(arguments);
          return function;
        });
  }

  /** The engine compiles a method when it is first called. */
  private void tryOnce(List<Argument> arguments) {
    try (Scope scope = Scope.open()) {
      List<BorchArray> zeros = new ArrayList<>();
      for (Argument argument : arguments) {
        zeros.add(BorchArray.of(argument.spec(), new double[argument.spec().size()]));
      }
      call(zeros);
    } catch (EngineException e) {
      // Not all operations take zeros. They failed after they were compiled, which was the purpose.
    }
  }

  /**
   * The results, which belong to the running {@link Scope} as those of any operation; none of them
   * shares memory with an argument if the method's results do not.
   *
   * @throws EngineException if the engine fails; says in what
   */
  public List<BorchArray> call(List<BorchArray> inputs) {
    NDManager computing = BorchArray.computing(inputs);
    Object[] arguments = new Object[inputs.size() + constants.size()];
    for (int i = 0; i < inputs.size(); i++) {
      arguments[i] = inputs.get(i).on(computing);
    }
    for (int i = 0; i < constants.size(); i++) {
      arguments[inputs.size() + i] = constants.get(i).on(computing);
    }
    boolean recording = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    // The profiling executor would compile again in the second call, and dearly.
    JniUtils.setGraphExecutorOptimize(false);
    try {
      NDList results = script.callList(METHOD, arguments);
      List<BorchArray> wrapped = new ArrayList<>(results.size());
      for (NDArray result : results) {
        wrapped.add(new BorchArray(BorchEngine.own(result, computing), null, false));
      }
      return wrapped;
    } finally {
      JniUtils.setGraphExecutorOptimize(OPTIMISED);
      JniUtils.setGradMode(recording);
      Reference.reachabilityFence(inputs);
      Reference.reachabilityFence(this);
    }
  }

  /** The program's text. */
  @Override
  public String toString() {
    return text;
  }
}
