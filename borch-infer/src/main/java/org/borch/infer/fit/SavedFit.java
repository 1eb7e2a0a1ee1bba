package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.borch.ArrayFile;
import org.borch.Model;
import org.borch.ModelIdentity;
import org.borch.Params;
import org.borch.infer.joint.SummedOut;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Stop;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/** A fit as one file: parameters, the identity of their model, and how the algorithm ended. */
final class SavedFit {

  private static final String KIND = "fit";
  private static final String PARAMS = "params/";
  private static final String LOSSES = "losses";
  private static final String MODEL = "model.";
  private static final String TYPE = "type";
  private static final String SEED = "seed";
  private static final String SUMMED_OUT = "summedOut.";
  private static final String NAMES = "names";
  private static final String DEPENDENTS = "dependents";

  /** No name of a variable has it. */
  private static final String SEPARATOR = "|";

  private SavedFit() {}

  static void save(Fit fit, Path file) {
    Params params = fit.params();
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    params.values().forEach((name, value) -> arrays.put(PARAMS + name, finite(name, value)));
    arrays.put(LOSSES, BorchArray.of(fit.losses()));
    Map<String, String> notes = new LinkedHashMap<>();
    SummedOut.without(fit.model())
        .identity()
        .texts()
        .forEach((name, text) -> notes.put(MODEL + name, text));
    if (fit.model().posterior() instanceof SummedOut summedOut) {
      notes.put(SUMMED_OUT + NAMES, joined(summedOut.names()));
      notes.put(SUMMED_OUT + DEPENDENTS, joined(summedOut.dependents()));
    }
    notes.put(TYPE, params.type().name());
    notes.put(SEED, Long.toString(params.seed().value()));
    notes.putAll(fit.stop().notes());
    notes.putAll(fit.execution().notes());
    ArrayFile.of(KIND, arrays, notes).save(file);
  }

  private static String joined(Set<String> names) {
    return String.join(SEPARATOR, names);
  }

  private static List<String> names(ArrayFile content, String note) {
    String text = content.notesUnder(SUMMED_OUT).get(note);
    return text == null ? List.of() : List.of(text.split(Pattern.quote(SEPARATOR)));
  }

  private static NDArray finite(String name, NDArray values) {
    if (!Arrays.stream(BorchArray.wrap(values).values()).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "save: parameter " + name + " has NaN or infinite elements, expected finite ones");
    }
    return values;
  }

  static Fit load(Path file, Model<?, ?> given) {
    ArrayFile content = ArrayFile.load(file, KIND);
    Model<?, ?> own = SummedOut.without(given);
    Model<?, ?> model = SummedOut.of(own, names(content, NAMES), names(content, DEPENDENTS));
    ModelIdentity saved = new ModelIdentity(content.notesUnder(MODEL));
    Stop stop = Stop.of(content);
    Execution execution = Execution.of(content);
    double[] losses = content.vector(LOSSES);
    Seed seed = Seed.of(content.number(SEED));
    DataType type = type(content);
    saved
        .fault(own.identity())
        .ifPresent(
            fault -> {
              throw content.refused(fault);
            });
    Params params = params(content, type, seed);
    return Fit.of(model.in(type).awaiting(saved.observed()), params, losses, stop, execution);
  }

  private static DataType type(ArrayFile content) {
    String name = content.note(TYPE);
    if (name.equals(DataType.FLOAT32.name()) || name.equals(DataType.FLOAT64.name())) {
      return DataType.valueOf(name);
    }
    throw content.refused("parameters of type " + name + ", expected FLOAT32 or FLOAT64");
  }

  private static Params params(ArrayFile content, DataType type, Seed seed) {
    try {
      return Params.of(type, seed, content.under(PARAMS));
    } catch (IllegalArgumentException e) {
      throw content.refused(String.valueOf(e.getMessage()));
    }
  }
}
