package org.borch.tensor;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;

/** Registers {@link BorchEngine} with DJL. */
public final class BorchEngineProvider implements EngineProvider {

  /** For DJL's service loader. */
  public BorchEngineProvider() {}

  @Override
  public String getEngineName() {
    return BorchEngine.NAME;
  }

  @Override
  public int getEngineRank() {
    return BorchEngine.RANK;
  }

  @Override
  public Engine getEngine() {
    return BorchEngine.instance();
  }
}
