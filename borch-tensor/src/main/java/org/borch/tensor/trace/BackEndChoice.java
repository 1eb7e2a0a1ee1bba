package org.borch.tensor.trace;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.borch.tensor.Spec;
import org.borch.tensor.TorchWriter;
import org.borch.tensor.TracingException;

/**
 * Which back-end runs a graph, and why. The same graph always gets the same one: the estimates come
 * from a fixed rule, never from a measurement. Choosing does not load the engine.
 *
 * @param backEnd what runs the graph
 * @param isForced whether a person said so
 * @param jvmNanos estimated time of one run as a program on Java arrays
 * @param torchNanos estimated time of one run as a TorchScript program on one core
 * @param reason one line for a log or a report
 */
public record BackEndChoice(
    BackEnd backEnd, boolean isForced, double jvmNanos, double torchNanos, String reason) {

  /** The back-end for a graph whose arguments lie in Java memory or on the CPU. */
  public static BackEndChoice of(Graph graph) {
    return of(graph, Device.cpu());
  }

  /**
   * The faster of the back-ends that have all operations of the graph, by estimate; on another
   * device than the CPU only those that compute there.
   */
  public static BackEndChoice of(Graph graph, Device device) {
    double jvm = Cost.ofJvm(graph);
    double torch = Cost.ofTorch(graph);
    List<BackEnd> order =
        device.isGpu()
            ? List.of(BackEnd.TORCHSCRIPT)
            : jvm <= torch
                ? List.of(BackEnd.JVM, BackEnd.TORCHSCRIPT)
                : List.of(BackEnd.TORCHSCRIPT, BackEnd.JVM);
    List<String> reasons = new ArrayList<>();
    for (BackEnd candidate : order) {
      Optional<String> obstacle = obstacle(candidate, graph);
      if (obstacle.isEmpty()) {
        reasons.add(estimates(jvm, torch));
        return new BackEndChoice(candidate, false, jvm, torch, String.join("; ", reasons));
      }
      reasons.add("not " + candidate + ": " + obstacle.get());
    }
    return new BackEndChoice(BackEnd.EAGER, false, jvm, torch, String.join("; ", reasons));
  }

  /**
   * A back-end that a person chose.
   *
   * @throws TracingException if it lacks an operation of the graph; the message names it
   */
  public static BackEndChoice forced(Graph graph, BackEnd backEnd) {
    obstacle(backEnd, graph)
        .ifPresent(
            obstacle -> {
              throw new TracingException("back-end " + backEnd + " was asked for, but " + obstacle);
            });
    double jvm = Cost.ofJvm(graph);
    double torch = Cost.ofTorch(graph);
    return new BackEndChoice(backEnd, true, jvm, torch, "as asked for; " + estimates(jvm, torch));
  }

  private static String estimates(double jvm, double torch) {
    return String.format(
        Locale.ROOT, "estimated: JVM %.1f µs, TorchScript %.1f µs", jvm / 1000, torch / 1000);
  }

  /** What the back-end lacks, if anything. */
  private static Optional<String> obstacle(BackEnd backEnd, Graph graph) {
    try {
      switch (backEnd) {
        case JVM -> requireKernels(graph);
        case TORCHSCRIPT -> graph.torch(new TorchWriter(), names(graph.inputs()));
        case EAGER -> {}
      }
      return Optional.empty();
    } catch (TracingException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static void requireKernels(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node instanceof Node.Operation operation) {
        Interpretation.kernel(operation);
      }
    }
  }

  private static List<String> names(List<Spec> inputs) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      names.add("x" + i);
    }
    return names;
  }

  @Override
  public String toString() {
    return backEnd + " (" + reason + ")";
  }
}
