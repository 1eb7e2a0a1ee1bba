package org.borch.tensor.trace;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.borch.tensor.Spec;
import org.borch.tensor.jvm.Layout;

/** Which emissions of a loop a graph reads; the others need not be written. */
final class Emissions {

  private Emissions() {}

  /** For each emission of a loop whether it is read. */
  static boolean[] read(Graph graph, Node.Operation loop, Loop primitive) {
    boolean[] places = new boolean[loop.spec().size()];
    if (graph.outputNodes().contains(loop)) {
      Arrays.fill(places, true);
    }
    for (Node node : graph.nodes()) {
      if (node instanceof Node.Operation user && user.inputs().contains(loop)) {
        mark(places, user);
      }
    }
    boolean[] read = new boolean[primitive.emissions()];
    for (int i = 0; i < read.length; i++) {
      for (int place = primitive.start(i); place < primitive.start(i + 1); place++) {
        read[i] |= places[place];
      }
    }
    return read;
  }

  private static void mark(boolean[] places, Node.Operation user) {
    List<Spec> specs = user.inputs().stream().map(Node::spec).toList();
    Layout layout =
        user.primitive().layout(specs, Collections.nCopies(specs.size(), (double[]) null));
    if (specs.size() == 1 && layout instanceof Layout.Gather gather) {
      for (int place : gather.index()) {
        if (place >= 0) {
          places[place] = true;
        }
      }
    } else {
      Arrays.fill(places, true);
    }
  }
}
