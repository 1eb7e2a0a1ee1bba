package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.tensor.BorchArray;

/** What a block of steps has left: its state, the info of each step, and positions to keep. */
public final class Block {

  private final FlatState after;
  private final Map<String, double[]> info;
  private final List<double[]> positions;

  Block(FlatState after, Map<String, double[]> info, List<double[]> positions) {
    this.after = after;
    this.info = info;
    this.positions = positions;
  }

  /** A step that was left out. */
  static Block skipped(FlatState state, boolean kept) {
    List<double[]> positions = kept ? List.of(values(state.position())) : List.of();
    return new Block(state, Map.of(), positions);
  }

  /** Several blocks, one after the other; a step that was left out has NaN for info. */
  static Block joined(List<Block> steps) {
    Map<String, double[]> info = new LinkedHashMap<>();
    List<double[]> positions = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      for (Map.Entry<String, double[]> column : steps.get(i).info.entrySet()) {
        info.computeIfAbsent(column.getKey(), name -> missing(steps.size()))[i] =
            column.getValue()[0];
      }
      positions.addAll(steps.get(i).positions);
    }
    return new Block(steps.get(steps.size() - 1).after, info, positions);
  }

  private static double[] missing(int steps) {
    double[] column = new double[steps];
    Arrays.fill(column, Double.NaN);
    return column;
  }

  static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  /** The state after the last step. */
  FlatState after() {
    return after;
  }

  /** The names of the columns; none if every step was left out. */
  public List<String> names() {
    return List.copyOf(info.keySet());
  }

  /** The info of a step, counted from 0; NaN if the step was left out. */
  public double info(String name, int step) {
    double[] column = info.get(name);
    return column == null ? Double.NaN : column[step];
  }

  /** The positions after the steps that were wanted. */
  public List<double[]> positions() {
    return Collections.unmodifiableList(positions);
  }

  /** Whether all info is finite. */
  boolean isFinite() {
    return info.values().stream().allMatch(Block::allFinite);
  }

  static boolean allFinite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
