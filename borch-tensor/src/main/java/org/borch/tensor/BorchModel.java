package org.borch.tensor;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A DJL model whose block computes with borch's arrays. */
final class BorchModel extends BaseModel {

  BorchModel(String name, @Nullable Device device) {
    super(name);
    manager = BorchManager.root().newSubManager(device);
    manager.setName(name);
    dataType = DataType.FLOAT32;
  }

  @Override
  public void load(Path modelPath, @Nullable String prefix, @Nullable Map<String, ?> options)
      throws IOException, MalformedModelException {
    setModelDir(modelPath);
    if (block == null) {
      throw new IllegalStateException(
          "model " + getName() + ": no block; call setBlock before load");
    }
    loadBlock(prefix == null ? modelName : prefix, options);
  }
}
