package org.borch.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A primitive that the engine does not know and whose kernel on Java arrays computes it there, too. */
public interface HostPrimitive extends Primitive {

  /** Where the result goes if there is no input, or null for the engine's default. */
  default @Nullable Device device() {
    return null;
  }

  @Override
  default NDArray eager(NDArray[] inputs) {
    List<Spec> specs = new ArrayList<>();
    double[][] values = new double[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      specs.add(new Spec(inputs[i].getShape(), inputs[i].getDataType()));
      values[i] = BorchEngine.toDoubles(inputs[i]);
    }
    Spec spec = output(specs);
    double[] result = new double[spec.size()];
    kernel(specs).orElseThrow().run(values, result);
    HostValue value =
        new HostValue(spec.shape(), spec.type(), HostValue.buffer(result, spec.type()));
    return BorchEngine.copyOf(value, inputs.length > 0 ? inputs[0].getManager() : manager());
  }

  private NDManager manager() {
    Device wanted = device();
    return BorchEngine.root(wanted == null ? BorchEngine.pytorch().defaultDevice() : wanted);
  }
}
