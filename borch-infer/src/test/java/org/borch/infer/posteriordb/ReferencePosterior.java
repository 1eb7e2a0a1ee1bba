package org.borch.infer.posteriordb;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  /** The paths of all folders. */
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

  /** By the names of numbers, {@code theta[1]}. */
  Map<String, Moments> moments() {
    Map<String, Moments> moments = new LinkedHashMap<>();
    entries("parameters")
        .forEach(
            entry -> {
              JsonObject own = entry.getValue().getAsJsonObject();
              moments.put(
                  entry.getKey(),
                  new Moments(
                      own.get("mean").getAsDouble(),
                      own.get("mcse_mean").getAsDouble(),
                      own.get("sd").getAsDouble(),
                      own.get("mcse_sd").getAsDouble()));
            });
    return moments;
  }

  private Stream<Map.Entry<String, JsonElement>> entries(String key) {
    return folder.json("summary.json").getAsJsonObject(key).entrySet().stream();
  }
}
