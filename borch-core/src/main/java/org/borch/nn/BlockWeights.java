package org.borch.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import ai.djl.nn.core.AbstractIndexedEmbedding;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.borch.tensor.BorchArray;

/** A Block with its parameters by their identity, each once, and what becomes of them. */
final class BlockWeights {

  /** A parameter with what becomes of it. */
  record Entry(Weight weight, Treatment treatment, Borchify.Start start) {}

  private final Block block;
  private final Map<String, Entry> byId;

  private BlockWeights(Block block, Map<String, Entry> byId) {
    this.block = block;
    this.byId = byId;
  }

  Block block() {
    return block;
  }

  List<Weight> weights() {
    return byId.values().stream().map(Entry::weight).toList();
  }

  /** What becomes of a parameter. */
  Entry of(Parameter parameter) {
    Entry entry = byId.get(parameter.getId());
    if (entry == null) {
      throw new IllegalStateException(
          "parameter "
              + parameter.getName()
              + " is asked for by the Block, but is not among its parameters and its children's, "
              + weights()
              + "; add it by addParameter or addChildBlock");
    }
    return entry;
  }

  BlockWeights treated(Function<Weight, Treatment> treatment, Borchify.Start start) {
    Map<String, Entry> treated = new LinkedHashMap<>();
    byId.forEach(
        (id, entry) ->
            treated.put(id, new Entry(entry.weight, treatment.apply(entry.weight), start)));
    return new BlockWeights(block, treated);
  }

  /** A parameter where the tree has it first. */
  private record Place(String path, Block owner, Parameter parameter) {}

  static BlockWeights of(Block block) {
    List<Place> places = new ArrayList<>();
    collect("", block, new IdentityHashMap<>(), places);
    Block last = null;
    for (Place place : places) {
      last = place.parameter.getType() == Parameter.Type.WEIGHT ? place.owner : last;
    }
    Map<String, Entry> byId = new LinkedHashMap<>();
    for (Place place : places) {
      Weight weight = weight(place, place.owner == last);
      byId.putIfAbsent(
          place.parameter.getId(),
          new Entry(weight, Treatment.learned(), Borchify.Start.PRIOR_MEAN));
    }
    return new BlockWeights(block, byId);
  }

  private static void collect(
      String path, Block block, IdentityHashMap<Block, Boolean> seen, List<Place> places) {
    if (block instanceof SymbolBlock) {
      throw new IllegalArgumentException(
          "Borchify got a "
              + block.getClass().getSimpleName()
              + (path.isEmpty() ? "" : " at " + path)
              + ", which runs in the engine with weights of its own; expected a Block written in"
              + " Java, into which the weights can be loaded");
    }
    if (seen.put(block, true) != null) {
      return;
    }
    for (Pair<String, Parameter> named : block.getDirectParameters()) {
      places.add(new Place(join(path, named.getKey()), block, named.getValue()));
    }
    for (Pair<String, Block> child : block.getChildren()) {
      collect(join(path, child.getKey()), child.getValue(), seen, places);
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static Weight weight(Place place, boolean isOfLastLayer) {
    Parameter parameter = place.parameter;
    if (!parameter.isInitialized()) {
      throw new IllegalArgumentException(
          "Borchify got a Block whose parameter "
              + place.path
              + " has no value; initialise it first: block.initialize(manager, DataType.FLOAT32,"
              + " inputShape), or load its parameters");
    }
    BorchArray value = BorchArray.wrap(parameter.getArray()).inJavaMemory();
    Shape fans = fans(place);
    return new Weight(
        place.path,
        parameter.getType(),
        value.getShape(),
        fans.get(0),
        fans.get(1),
        value,
        parameter.requiresGradient(),
        isOfLastLayer);
  }

  /** Fan-in and fan-out: a weight's own; of other parameters those of the weight beside them. */
  private static Shape fans(Place place) {
    Shape own = place.parameter.getArray().getShape();
    if (place.parameter.getType() == Parameter.Type.WEIGHT) {
      return fans(place.owner, own);
    }
    String partner = place.parameter.getName().replace("bias", "weight");
    Shape first = null;
    for (Parameter beside : place.owner.getDirectParameters().values()) {
      if (beside.getType() == Parameter.Type.WEIGHT && beside.isInitialized()) {
        Shape fans = fans(place.owner, beside.getArray().getShape());
        if (beside.getName().equals(partner)) {
          return fans;
        }
        first = first == null ? fans : first;
      }
    }
    return first == null ? new Shape(1, 1) : first;
  }

  /** Of a weight [out, in, window], as all of DJL's are. */
  private static Shape fans(Block owner, Shape weight) {
    boolean isTable = owner instanceof AbstractIndexedEmbedding || owner instanceof IdEmbedding;
    if (isTable || owner instanceof Multiplication || weight.dimension() < 2) {
      // One number of a row, or of the input, reaches one output.
      return new Shape(1, weight.dimension() < 2 ? 1 : weight.get(isTable ? 1 : 0));
    }
    long window = weight.slice(2).size();
    return new Shape(weight.get(1) * window, weight.get(0) * window);
  }
}
