package org.borch.tensor;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Recurrent layers as loops over time, for traces. Gates are ordered as PyTorch orders them: input,
 * forget, cell, output; and reset, update, new.
 */
enum Recurrent {
  RELU,
  TANH,
  GRU,
  LSTM;

  /**
   * What the last layer puts out, and the last states of all layers.
   *
   * @param input {@code [time, rows, features]}, or the rows first
   * @param states {@code [layers * directions, rows, size]} each
   * @param weights for each layer: those of the input and of the state for each direction, then
   *     their biases in the same order if there are any
   */
  NDList run(
      BorchArray input,
      List<BorchArray> states,
      List<BorchArray> weights,
      boolean hasBiases,
      int layers,
      boolean bidirectional,
      boolean rowsFirst) {
    int directions = bidirectional ? 2 : 1;
    int perLayer = directions * (hasBiases ? 4 : 2);
    List<List<BorchArray>> ends = new ArrayList<>();
    states.forEach(state -> ends.add(new ArrayList<>()));
    BorchArray sequence = rowsFirst ? input.swapAxes(0, 1) : input;
    for (int layer = 0; layer < layers; layer++) {
      List<BorchArray> outputs = new ArrayList<>();
      for (int direction = 0; direction < directions; direction++) {
        int place = layer * directions + direction;
        List<BorchArray> current = new ArrayList<>();
        states.forEach(state -> current.add(at(state, place)));
        int first = layer * perLayer + 2 * direction;
        List<BorchArray> own = new ArrayList<>(weights.subList(first, first + 2));
        if (hasBiases) {
          int biases = first + 2 * directions;
          own.addAll(weights.subList(biases, biases + 2));
        }
        outputs.add(layer(sequence, current, own, direction == 1));
        for (int i = 0; i < ends.size(); i++) {
          ends.get(i).add(current.get(i));
        }
      }
      sequence = ShapedArray.concat(outputs, 2);
    }
    NDList results = new NDList(rowsFirst ? sequence.swapAxes(0, 1) : sequence);
    ends.forEach(end -> results.add(ShapedArray.join(end, 0)));
    return results;
  }

  /** One layer in one direction; the states become the last ones. */
  private BorchArray layer(
      BorchArray sequence, List<BorchArray> states, List<BorchArray> weights, boolean backwards) {
    BorchArray fromInput = sequence.matMul(weights.get(0).transpose());
    BorchArray ofState = weights.get(1).transpose();
    if (weights.size() == 4) {
      fromInput = fromInput.add(weights.get(2));
    }
    int steps = Math.toIntExact(sequence.getShape().get(0));
    BorchArray[] outputs = new BorchArray[steps];
    for (int i = 0; i < steps; i++) {
      int time = backwards ? steps - 1 - i : i;
      BorchArray fromState = states.get(0).matMul(ofState);
      if (weights.size() == 4) {
        fromState = fromState.add(weights.get(3));
      }
      step(at(fromInput, time), fromState, states);
      outputs[time] = states.get(0);
    }
    return ShapedArray.join(List.of(outputs), 0);
  }

  private static BorchArray at(BorchArray array, int place) {
    return array.slice(0, place, place + 1).squeeze(0);
  }

  /** The states after one more step; x and h are all gates' parts of the input and the state. */
  private void step(BorchArray x, BorchArray h, List<BorchArray> states) {
    BorchArray last = states.get(0);
    switch (this) {
      case RELU -> states.set(0, x.add(h).apply(Unary.RELU));
      case TANH -> states.set(0, x.add(h).tanh());
      case GRU -> {
        Shape size = last.getShape();
        BorchArray reset = gate(x, 0, size).add(gate(h, 0, size)).apply(Unary.SIGMOID);
        BorchArray update = gate(x, 1, size).add(gate(h, 1, size)).apply(Unary.SIGMOID);
        BorchArray fresh = gate(x, 2, size).add(reset.mul(gate(h, 2, size))).tanh();
        states.set(0, fresh.add(update.mul(last.sub(fresh))));
      }
      case LSTM -> {
        Shape size = last.getShape();
        BorchArray gates = x.add(h);
        BorchArray in = gate(gates, 0, size).apply(Unary.SIGMOID);
        BorchArray forget = gate(gates, 1, size).apply(Unary.SIGMOID);
        BorchArray cell = gate(gates, 2, size).tanh();
        BorchArray out = gate(gates, 3, size).apply(Unary.SIGMOID);
        BorchArray kept = forget.mul(states.get(1)).add(in.mul(cell));
        states.set(1, kept);
        states.set(0, out.mul(kept.tanh()));
      }
    }
  }

  private static BorchArray gate(BorchArray gates, int number, Shape state) {
    long size = state.get(1);
    return gates.slice(1, number * size, (number + 1) * size);
  }
}
