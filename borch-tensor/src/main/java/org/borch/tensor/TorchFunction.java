package org.borch.tensor;

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

  private static final String METHOD = "run";

  /** DJL's own switch; restored after a call, for DJL's models in the same thread. */
  private static final boolean OPTIMISED =
      Boolean.parseBoolean(System.getProperty("ai.djl.pytorch.graph_optimizer", "true"));

  private final String text;
  private final List<BorchArray> constants;
  private final TorchScript script;

  private TorchFunction(String text, List<BorchArray> constants) {
    this.text = text;
    this.constants = constants;
    this.script = TorchScript.load(BorchEngine.root(BorchEngine.pytorch().defaultDevice()), text);
    BorchEngine.closeWhenUnreachable(this, script);
  }

  /**
   * Loads a method; starts the engine.
   *
   * @param body its statements, with the constants that they use
   * @param inputs the names of its arguments, which are tensors
   * @param results the names of its results
   */
  public static TorchFunction of(TorchWriter body, List<String> inputs, List<String> results) {
    List<BorchArray> constants = new ArrayList<>(body.constants());
    if (inputs.isEmpty() && constants.isEmpty()) {
      constants.add(
          BorchArray.unscoped(
              new Spec(new Shape(), DataType.FLOAT32), new double[1])); // a call needs an array
    }
    StringJoiner header = new StringJoiner(", ", "def " + METHOD + "(self, ", ")");
    inputs.forEach(input -> header.add(input + ": Tensor"));
    for (int i = 0; i < constants.size(); i++) {
      header.add("c" + i + ": Tensor");
    }
    String last = "  return [" + String.join(", ", results) + "]\n";
    return new TorchFunction(header + " -> List[Tensor]:\n" + body + last, List.copyOf(constants));
  }

  /**
   * The results, which belong to the running {@link Scope} as those of any operation; none of them
   * shares memory with an argument.
   *
   * @throws ai.djl.engine.EngineException if the engine fails; says in what
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
    // The profiling executor would spend milliseconds on each of the first calls of a thread.
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
