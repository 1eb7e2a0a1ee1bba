package org.borch.infer.joint;

import java.util.List;

/** The error of discrete variables that cannot be summed out. */
final class NotSummable extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final transient List<String> names;
  private final String reason;

  /**
   * Says why.
   *
   * @param names of the variables
   * @param described the same for the message
   */
  NotSummable(List<String> names, String described, String reason) {
    super(
        described
            + ": discrete and latent, but cannot be summed out: "
            + reason
            + "; write the model with it summed out, as a factor or a density of its own, or"
            + " approximate it: Infer.fit and Infer.viLoss need no derivative of its values");
    this.names = List.copyOf(names);
    this.reason = reason;
  }

  NotSummable(List<String> names, String reason) {
    this(names, String.join(", ", names), reason);
  }

  /** The variables. */
  List<String> names() {
    return names;
  }

  /** Why not, a clause. */
  String reason() {
    return reason;
  }
}
