package org.borch.tensor;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript program written at run time and loaded into DJL's PyTorch engine.
 *
 * <p>Arguments of a call are native arrays ({@code Tensor}), {@link NDList}s of at least one such
 * array ({@code List[Tensor]}) and Strings ({@code str}). Numbers travel as text, because the only
 * door of DJL that neither makes inference tensors (which the engine refuses to change or to
 * differentiate) nor loses the gradient takes arrays and strings. Results belong to the manager of
 * the first array among the arguments and to the running {@link NDScope} of the thread, as those of
 * DJL's own operations. Operations are recorded for {@link NativeGradient} as DJL's are.
 *
 * <p>A call costs about 2 µs more than DJL's own operation. Any number of threads may call at once.
 * The manager that the program was loaded with owns it; it must not be closed while a call is
 * running. A call that fails inside the engine leaks DJL's handles of its arguments.
 */
final class TorchScript implements AutoCloseable {
  private static final Pattern HEADER = Pattern.compile("(?m)^def (\\w+)\\(");

  private final PtSymbolBlock block;

  /** Method name to the array whose name tells DJL which method to run; only the name is read. */
  private final Map<String, PtNDArray> selectors;

  private TorchScript(PtSymbolBlock block, Map<String, PtNDArray> selectors) {
    this.block = block;
    this.selectors = selectors;
  }

  /**
   * Loads a program.
   *
   * @param manager the owner; a manager of the PyTorch engine, on any device: a program runs where
   *     its arguments are
   * @param methods the methods' text. Each begins in the first column, {@code def name(self, x:
   *     Tensor) -> Tensor:}; operations of PyTorch are {@code torch.name}
   * @throws EngineException if the text is not a valid program
   */
  static TorchScript load(NDManager manager, String methods) {
    if (!(manager instanceof PtNDManager owner)) {
      throw new IllegalArgumentException(
          "TorchScript: got a manager of class "
              + manager.getClass().getName()
              + ", expected a manager of the PyTorch engine");
    }
    Map<String, PtNDArray> selectors = new TreeMap<>();
    for (MatchResult header : HEADER.matcher(methods).results().toList()) {
      PtNDArray selector = text(owner, "");
      selector.setName("module_method:" + header.group(1));
      selectors.put(header.group(1), selector);
    }
    byte[] archive = TorchScriptArchive.write(methods);
    try {
      return new TorchScript(
          JniUtils.loadModule(owner, new ByteArrayInputStream(archive), false, false), selectors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Calls a method that returns one array.
   *
   * @throws EngineException if the program fails; names the method and the arguments' shapes
   */
  NDArray call(String method, Object... arguments) {
    NDList results = callList(method, arguments);
    int count = results.size();
    if (count != 1) {
      results.close(); // empties the list
      throw new IllegalArgumentException(
          "TorchScript " + method + ": got " + count + " arrays, expected 1");
    }
    return results.get(0);
  }

  /**
   * Calls a method that returns an array, a list or a tuple of arrays.
   *
   * @throws EngineException if the program fails; names the method and the arguments' shapes
   */
  NDList callList(String method, Object... arguments) {
    PtNDArray selector = selectors.get(method);
    if (selector == null) {
      throw new IllegalArgumentException(
          "TorchScript: got method " + method + ", expected one of " + selectors.keySet());
    }
    PtNDManager manager = managerOf(method, arguments);
    NDList inputs = new NDList(arguments.length + 1);
    List<PtNDArray> aliases = new ArrayList<>(0);
    try {
      for (int i = 0; i < arguments.length; i++) {
        add(arguments[i], i, manager, inputs, aliases);
      }
      inputs.add(selector);
      return IValueUtils.forward(block, inputs, true);
    } catch (EngineException | IllegalStateException e) {
      // Without its cause: that is a traceback of text which nobody wrote.
      throw new EngineException("TorchScript " + method + describe(arguments) + ": " + reason(e));
    } finally {
      for (PtNDArray alias : aliases) {
        NDScope.unregister(alias);
        alias.close();
      }
    }
  }

  /** Unloads the program. */
  @Override
  public void close() {
    block.close();
  }

  private static PtNDManager managerOf(String method, Object[] arguments) {
    for (Object argument : arguments) {
      Object first = argument instanceof NDList list && !list.isEmpty() ? list.get(0) : argument;
      if (first instanceof PtNDArray array) {
        return array.getManager();
      }
    }
    throw new IllegalArgumentException(
        "TorchScript "
            + method
            + describe(arguments)
            + ": got no native array, expected at least one");
  }

  private static void add(
      Object argument, int position, PtNDManager manager, NDList inputs, List<PtNDArray> aliases) {
    if (argument instanceof PtNDArray array) {
      // DJL would read a name as a command
      inputs.add(array.getName() == null ? array : alias(array, manager, null, aliases));
    } else if (argument instanceof NDList list && !list.isEmpty()) {
      for (NDArray element : list) {
        inputs.add(alias(element, manager, "a" + position + "[]", aliases));
      }
    } else if (argument instanceof String string) {
      inputs.add(text(manager, string));
    } else {
      throw unexpected(argument);
    }
  }

  /** The same tensor under another name; arrays are shared by threads and keep theirs. */
  private static PtNDArray alias(
      NDArray array, PtNDManager manager, @Nullable String name, List<PtNDArray> aliases) {
    if (!(array instanceof PtNDArray original)) {
      throw unexpected(array);
    }
    try (IValue value = IValue.from(original)) {
      PtNDArray alias = value.toTensor(manager);
      aliases.add(alias);
      alias.setName(name);
      return alias;
    }
  }

  /** Holds nothing native, hence never needs closing. */
  private static PtNDArray text(PtNDManager manager, String text) {
    PtNDArray array = new PtNDArray(manager, new String[] {text}, new Shape());
    NDScope.unregister(array);
    return array;
  }

  private static IllegalArgumentException unexpected(Object argument) {
    return new IllegalArgumentException(
        "TorchScript: got an argument of class "
            + argument.getClass().getName()
            + ", expected a native array, an NDList of at least one, or a String");
  }

  private static String describe(Object[] arguments) {
    return Arrays.stream(arguments)
        .map(TorchScript::describe)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String describe(Object argument) {
    if (argument instanceof PtNDArray array) {
      return array.isReleased()
          ? "closed array"
          : array.getDataType().name().toLowerCase(Locale.ROOT) + array.getShape();
    }
    if (argument instanceof NDList list) {
      return list.stream().map(TorchScript::describe).collect(Collectors.joining(", ", "[", "]"));
    }
    return argument instanceof String ? "\"" + argument + "\"" : argument.getClass().getName();
  }

  /** The engine's messages quote the program first; the reason is the last line with a label. */
  private static String reason(RuntimeException e) {
    String message = String.valueOf(e.getMessage()).strip();
    int label = message.lastIndexOf("Error: ");
    return label < 0 ? message : message.substring(label + "Error: ".length()).strip();
  }
}
