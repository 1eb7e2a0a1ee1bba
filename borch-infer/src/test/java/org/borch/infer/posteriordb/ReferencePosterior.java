package org.borch.infer.posteriordb;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.ReferenceFolder;

/** A folder of posteriordb: data, the density at some points, and a summary of long runs. */
final class ReferencePosterior {

  private static final List<String> PARTS = List.of("posteriordb", "posteriordb-refit");

  /**
   * A point and the log joint density of data and parameters there, without Jacobian.
   *
   * @param parameters by name, in their own coordinates, derived ones among them
   */
  record Point(Map<String, NDArray> parameters, double logDensity) {}

  /** Mean and sd of one number, with their Monte Carlo standard errors. */
  record Moments(double mean, double mcseMean, double sd, double mcseSd) {}

  private final ReferenceFolder folder;

  /** A folder below the data folder, {@code posteriordb/arK-arK}. */
  ReferencePosterior(String path) {
    folder = ReferenceFolder.of(path);
  }

  /** The paths of all folders that are there. */
  static List<String> paths() {
    return PARTS.stream()
        .flatMap(part -> ReferenceFolder.of(part).folders().stream().map(name -> part + "/" + name))
        .toList();
  }

  Data data() {
    return new Data(folder.json("data.json"));
  }

  List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (JsonElement element : folder.json("logdensity.json").getAsJsonArray("points")) {
      JsonObject point = element.getAsJsonObject();
      Map<String, Double> parameters = new LinkedHashMap<>();
      point
          .getAsJsonObject("parameters")
          .entrySet()
          .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().getAsDouble()));
      points.add(new Point(ElementName.arrays(parameters), point.get("log_density").getAsDouble()));
    }
    return points;
  }

  /** Of long runs, by the names of numbers, {@code theta[1]}. */
  Map<String, Moments> moments() {
    return moments(folder.json("summary.json").getAsJsonObject("parameters"));
  }

  /** In closed form, by the names of numbers; empty where there is none. */
  Map<String, Moments> exactMoments() {
    JsonObject exact = folder.json("summary.json").getAsJsonObject("exact");
    return exact == null ? Map.of() : moments(exact);
  }

  private static Map<String, Moments> moments(JsonObject parameters) {
    Map<String, Moments> moments = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : parameters.entrySet()) {
      JsonObject own = entry.getValue().getAsJsonObject();
      moments.put(
          entry.getKey(),
          new Moments(
              own.get("mean").getAsDouble(),
              error(own, "mcse_mean"),
              own.get("sd").getAsDouble(),
              error(own, "mcse_sd")));
    }
    return moments;
  }

  /** What is exact has no error. */
  private static double error(JsonObject parameter, String name) {
    return parameter.has(name) ? parameter.get(name).getAsDouble() : 0;
  }
}
