package org.borch.tensor.jvm;

/** A program is too large for a class. */
public final class TooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TooLargeException(String message) {
    super(message);
  }
}
